import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'

import { type Board, matches, meQuery, type TaskFilter } from '~/data'
import { useNow } from '~/lib/now'

import { type Lane, lanesOf, steadied } from './model'

type Passes = Parameters<typeof lanesOf>[1]

/** dealer deals boards into lanes, each time with those of the last time in which nothing has changed. */
function dealer() {
  let last: readonly Lane[] = []
  return (board: Board, passes: Passes): readonly Lane[] => (last = steadied(last, lanesOf(board, passes)))
}

export function useLanes(board: Board | undefined, filter: TaskFilter): readonly Lane[] {
  const me = useQuery(meQuery()).data?.id ?? ''
  const now = useNow()
  const question = JSON.stringify(filter)
  const [deal] = useState(dealer)
  return useMemo(() => {
    if (board === undefined) return []
    const asked = JSON.parse(question) as TaskFilter
    const all = Object.keys(asked).length === 0
    return deal(board, (card) => (all ? !card.archived : matches(asked, card, me, now)))
  }, [deal, board, question, me, now])
}
