import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'

import { boardQuery, labelsQuery, matches, membersQuery, meQuery } from '~/data'
import { TaskSkeleton, Toolbar, useAddress } from '~/features/list'
import { useTexts } from '~/i18n'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { Banner } from '~/ui'

import styles from './board.module.css'
import { BulkBar } from './BulkBar'
import { Column } from './Column'
import { lanesOf } from './model'
import { NewColumn } from './NewColumn'
import { useBoard } from './useBoard'
import { useDrops } from './useDrag'

const defaults = { group: 'none', sort: 'rank' } as const

/** A project as columns of cards that are moved by the pointer or by keys. */
export function Board({ project }: { project: string }) {
  const t = useTexts('board')
  const { id: ws, can } = useWorkspace()
  const address = useAddress(defaults)
  const board = useQuery(boardQuery(ws, project))
  const members = useQuery(membersQuery(ws)).data ?? []
  const labels = useQuery(labelsQuery(ws)).data ?? []
  const lanes = useLanes(board.data, address.filter)
  const box = useRef<HTMLDivElement>(null)
  const state = useBoard(ws, lanes, box)
  useDrops(box, lanes, state.drop)
  if (board.isError) throw board.error
  return (
    <section className={styles['face']} aria-label={t('label')}>
      <Toolbar address={address} names={{ columns: board.data?.columns, members, labels }} groups={[]} sorts={[]} />
      {board.data?.truncated === true && <Banner tone="warning">{t('truncated')}</Banner>}
      {board.data === undefined ? <TaskSkeleton /> : (
        <div ref={box} className={styles['board']} onKeyDown={state.onKeyDown} role="presentation">
          {lanes.map((lane, at) => <Column key={lane.column.id} lane={lane} at={at} of={lanes.length} state={state} looks={{ members, labels }} project={project} />)}
          {can('projects:manage') && <NewColumn project={project} />}
        </div>
      )}
      <BulkBar state={state} lanes={lanes} />
    </section>
  )
}

function useLanes(board: Parameters<typeof lanesOf>[0] | undefined, filter: Parameters<typeof matches>[0]) {
  const { id: ws } = useWorkspace()
  const me = useQuery({ ...meQuery() }).data?.id ?? ''
  const now = useNow()
  const question = JSON.stringify(filter)
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- another workspace is another board
  return useMemo(() => (board === undefined ? [] : lanesOf(board, (card) => matches(JSON.parse(question) as typeof filter, card, me, now))), [board, question, me, now, ws])
}
