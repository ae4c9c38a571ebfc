import { memo, useRef, useState } from 'react'

import type { Label, Member } from '~/data'
import type { Rights } from '~/features/list'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Badge, cx, Icon, IconButton } from '~/ui'

import type { Acts } from './acts'
import styles from './board.module.css'
import { Cards } from './Cards'
import { toggleCollapsed, useCollapsed } from './collapse'
import { ColumnMenu } from './ColumnMenu'
import type { Lane } from './model'
import { useColumnDrop } from './useDrag'
import { type Shown, useStart } from './useWindow'

export interface Looks { members: readonly Member[]; labels: readonly Label[]; rights: Rights }

export interface ColumnProps extends Shown { lane: Lane; of: number; acts: Acts; looks: Looks; project: string }

export const Column = memo(function Column({ index, start, ...props }: ColumnProps) {
  const place = useRef<HTMLDivElement>(null)
  useStart(place, 'inline', start)
  const { id } = props.lane.column
  return (
    <div ref={place} className={styles['lane']} data-index={index} data-lane={id}>
      {useCollapsed(id) ? <Folded lane={props.lane} /> : <Unfolded {...props} at={index} />}
    </div>
  )
})

const isOver = ({ column, total }: Lane) => column.wip_limit !== null && total > column.wip_limit

function Folded({ lane }: { lane: Lane }) {
  const t = useTexts('board')
  const { column, total } = lane
  const list = useColumnDrop(column.id)
  return (
    <section className={cx(styles['column'], styles['closed'])} aria-label={t('column', { name: column.name, count: total })} ref={list}>
      <IconButton icon="chevronRight" size="sm" label={t('expand', { name: column.name })} aria-expanded={false} onClick={() => toggleCollapsed(column.id)} />
      <span className={styles['closedName']}><bdi>{column.name}</bdi> <Badge tone={isOver(lane) ? 'warning' : 'neutral'}>{total}</Badge></span>
    </section>
  )
}

function Unfolded({ lane, at, of, acts, looks, project }: Omit<ColumnProps, keyof Shown> & { at: number }) {
  const t = useTexts('board')
  const { can } = useWorkspace()
  const { column, total } = lane
  const [adding, setAdding] = useState<'top' | 'bottom'>()
  const over = isOver(lane)
  return (
    <section className={styles['column']} aria-labelledby={`column-${column.id}`}>
      <header className={styles['columnHead']}>
        <h2 id={`column-${column.id}`} className={styles['columnName']}><bdi>{column.name}</bdi></h2>
        <Badge tone={over ? 'warning' : 'neutral'}>{column.wip_limit === null ? total : `${total}/${column.wip_limit}`}</Badge>
        {over && <Icon name="warning" size="sm" label={t('overLimit', { limit: column.wip_limit ?? 0 })} />}
        <span className={styles['gap']} />
        {can('tasks:create') && <IconButton icon="plus" size="sm" label={t('add', { name: column.name })} onClick={() => setAdding('top')} />}
        <ColumnMenu lane={lane} at={at} of={of} project={project} />
      </header>
      <Cards lane={lane} acts={acts} looks={looks} project={project} adding={adding} onAdd={setAdding} />
    </section>
  )
}
