import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { type Card, meQuery } from '~/data'
import { present } from '~/lib/clock'
import { useWorkspace } from '~/lib/workspace'

/** What may be done to one task, as far as it is worth offering; the server decides. */
export interface Rights {
  edit(card: Card): boolean
  /** Completing and reopening, which stays possible when everything else has closed. */
  finish(card: Card): boolean
}

type Can = (permission: string, own?: boolean) => boolean

/** A task that was completed longer ago than this is changed by nobody, unless it is reopened. */
const openAfterCompletion = 24 * 3_600_000

export const isClosed = (card: Card, now: Date): boolean => card.completed_at !== null && now.getTime() - Date.parse(card.completed_at) > openAfterCompletion

/** rightsOf mirrors the policies of tasks (internal/security/authz/policies/tasks.cedar). */
export function rightsOf(can: Can, me: string | undefined, now: () => Date = present): Rights {
  const own = (card: Card) => card.created_by === me || card.assignee_id === me
  const edit = (card: Card) => can('tasks:update', own(card)) && !isClosed(card, now())
  return { edit, finish: (card) => (card.completed_at === null ? edit(card) : can('tasks:reopen', own(card))) }
}

export function useRights(): Rights {
  const { can } = useWorkspace()
  const me = useQuery(meQuery()).data?.id
  return useMemo(() => rightsOf(can, me), [can, me])
}
