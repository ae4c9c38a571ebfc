import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'

import { boardQuery, type Label, labelsQuery, type Member, membersQuery } from '~/data'
import { FilterField, TaskSkeleton, Toolbar, useAddress, useRights } from '~/features/list'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Banner } from '~/ui'

import styles from './board.module.css'
import { BulkBar } from './BulkBar'
import { Columns } from './Columns'
import { Lanes } from './desk'
import { useBoard } from './useBoard'
import { useLanes } from './useLanes'

const defaults = { group: 'none', sort: 'rank' } as const
const noMembers: readonly Member[] = []
const noLabels: readonly Label[] = []

/** A project as columns of cards that are moved by the pointer or by keys. */
export function Board({ project }: { project: string }) {
  const t = useTexts('board')
  const { id: ws } = useWorkspace()
  const address = useAddress(defaults)
  const { task } = useSearch({ strict: false }) as { task?: string }
  const board = useQuery(boardQuery(ws, project))
  const members = useQuery(membersQuery(ws)).data ?? noMembers
  const labels = useQuery(labelsQuery(ws)).data ?? noLabels
  const rights = useRights()
  const looks = useMemo(() => ({ members, labels, rights }), [members, labels, rights])
  const lanes = useLanes(board.data, address.filter)
  const acts = useBoard(ws, project, lanes, rights, task)
  return (
    <section className={styles['face']} aria-label={t('label')}>
      <Toolbar address={address} names={{ columns: board.data?.columns, members, labels }} groups={[]} sorts={[]}>
        <FilterField address={address} onLeave={() => {
          const { focused } = acts.desk.get()
          if (focused !== undefined) acts.goTo(focused)
        }} />
      </Toolbar>
      {board.data?.truncated === true && <Banner tone="warning">{t('truncated')}</Banner>}
      <Lanes value={lanes}>
        {board.data === undefined ? <TaskSkeleton /> : <Columns lanes={lanes} acts={acts} looks={looks} project={project} />}
        <BulkBar acts={acts} looks={looks} />
      </Lanes>
    </section>
  )
}
