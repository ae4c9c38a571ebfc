import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'

import { boardQuery, type Card, labelsQuery, matches, membersQuery, meQuery } from '~/data'
import { useTexts } from '~/i18n'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { zoneHere } from '~/lib/zone'
import { Button, EmptyState, Icon } from '~/ui'
import { openQuickAdd } from '~/features/quickadd'

import { isNarrowed } from './address'
import { FilterField } from './FilterField'
import { type Group, groupsOf, sorted } from './groups'
import { useHeading } from './Heading'
import styles from './list.module.css'
import { TaskList } from './TaskList'
import { TaskSkeleton } from './TaskSkeleton'
import { Toolbar } from './Toolbar'
import { type Address, useAddress } from './useAddress'

const defaults = { group: 'status', sort: 'rank' } as const

/** A project as a list: the same tasks and filters as its board, grouped and sorted as the address says. */
export function ListFace({ project }: { project: string }) {
  const t = useTexts('list')
  const { id: ws } = useWorkspace()
  const address = useAddress(defaults)
  const columns = useQuery(boardQuery(ws, project)).data?.columns
  const members = useQuery(membersQuery(ws)).data ?? []
  const labels = useQuery(labelsQuery(ws)).data ?? []
  const names = { columns, members, labels }
  const { groups, total } = useGroups(ws, project, address)
  const heading = useHeading(names)
  const navigate = useNavigate()
  const onOpen = useCallback((card: Card) => void navigate({ to: '/w/$ws/t/$task', params: { ws, task: card.id } }), [navigate, ws])
  const shown = groups?.reduce((sum, one) => sum + one.cards.length, 0) ?? 0
  return (
    <section className={styles['face']} aria-label={t('label')}>
      <Toolbar address={address} names={names}><FilterField address={address} /></Toolbar>
      {groups === undefined && <TaskSkeleton />}
      {groups !== undefined && shown === 0 && <Nothing narrowed={total > 0} address={address} project={project} />}
      {groups !== undefined && shown > 0 && (
        <TaskList
          ws={ws} label={t('label')} groups={groups} members={members} labels={labels} onOpen={onOpen} hrefOf={(card) => `/w/${ws}/t/${card.id}`}
          {...(address.group === 'none' ? {} : { heading })}
          statusName={address.group === 'status' ? undefined : (card) => columns?.find((one) => one.id === card.column_id)?.name}
        />
      )}
    </section>
  )
}

function useGroups(ws: string, project: string, { filter, group, sort, order }: Address): { groups: Group[] | undefined; total: number } {
  const board = useQuery(boardQuery(ws, project)).data
  const members = useQuery(membersQuery(ws)).data
  const labels = useQuery(labelsQuery(ws)).data
  const me = useQuery(meQuery()).data?.id ?? ''
  const now = useNow()
  const question = JSON.stringify(filter)
  const groups = useMemo(() => {
    if (board === undefined) return undefined
    const cards = Object.values(board.cards).filter((card) => matches(JSON.parse(question) as typeof filter, card, me, now))
    const around = { columns: board.columns, members: members ?? [], labels: labels ?? [], projects: [], now, zone: zoneHere() }
    return groupsOf(sorted(cards, sort, order, board.columns), group, around)
  }, [board, members, labels, me, now, question, group, sort, order])
  return { groups, total: board === undefined ? 0 : Object.keys(board.cards).length }
}

function Nothing({ narrowed, address, project }: { narrowed: boolean; address: Address; project: string }) {
  const t = useTexts('list')
  const { can } = useWorkspace()
  if (narrowed && isNarrowed(address.filter)) {
    return <EmptyState icon="filter" title={t('noneFits')} actions={<Button onClick={address.clear}>{t('clearFilters')}</Button>}>{t('noneFitsText')}</EmptyState>
  }
  const add = can('tasks:create') ? <Button variant="primary" onClick={() => openQuickAdd({ project })}><Icon name="plus" />{t('add')}</Button> : undefined
  return <EmptyState icon="list" title={t('empty')} actions={add}>{t('emptyText')}</EmptyState>
}
