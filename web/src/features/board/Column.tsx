import { useState } from 'react'

import { deleteColumn, type Label, type Member, updateColumn } from '~/data'
import { run } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Badge, cx, Icon, IconButton, Menu, MenuItem, MenuSeparator } from '~/ui'

import styles from './board.module.css'
import { CardView } from './CardView'
import { ColumnDialog } from './ColumnDialog'
import { collapsed, toggleCollapsed, useCollapsed } from './collapse'
import type { Lane } from './model'
import { NewCard } from './NewCard'
import type { BoardState } from './useBoard'
import { useColumnDrop } from './useDrag'

export interface Looks { members: readonly Member[]; labels: readonly Label[] }

interface ColumnProps { lane: Lane; at: number; of: number; state: BoardState; looks: Looks; project: string }

export function Column({ lane, at, of, state, looks, project }: ColumnProps) {
  const t = useTexts('board')
  const { can } = useWorkspace()
  const { column, cards, total } = lane
  const [adding, setAdding] = useState<'top' | 'bottom'>()
  const closed = useCollapsed(column.id)
  const list = useColumnDrop(column.id)
  const over = column.wip_limit !== null && total > column.wip_limit
  if (closed) {
    return (
      <section className={cx(styles['column'], styles['closed'])} aria-label={t('column', { name: column.name, count: total })} ref={list}>
        <IconButton icon="chevronRight" size="sm" label={t('expand', { name: column.name })} aria-expanded={false} onClick={() => toggleCollapsed(column.id)} />
        <span className={styles['closedName']}><bdi>{column.name}</bdi> <Badge tone={over ? 'warning' : 'neutral'}>{total}</Badge></span>
      </section>
    )
  }
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
      <div ref={list} className={styles['cards']} data-column={column.id}>
        {adding === 'top' && <NewCard project={project} column={column.id} place="top" onClose={() => setAdding(undefined)} />}
        {cards.length > 0 && (
          <ul className={styles['list']} aria-labelledby={`column-${column.id}`}>
            {cards.map((card) => <CardView key={card.id} card={card} state={state} looks={looks} />)}
          </ul>
        )}
        {adding === 'bottom'
          ? <NewCard project={project} column={column.id} place="bottom" onClose={() => setAdding(undefined)} />
          : can('tasks:create') && <button type="button" className={styles['add']} onClick={() => setAdding('bottom')}><Icon name="plus" size="sm" />{t('addCard')}</button>}
      </div>
    </section>
  )
}

function ColumnMenu({ lane: { column, total, cards }, at, of, project }: { lane: Lane; at: number; of: number; project: string }) {
  const t = useTexts('board')
  const { id: ws, can } = useWorkspace()
  const [dialog, setDialog] = useState<'rename' | 'delete'>()
  const shift = (by: 1 | -1) => void run(updateColumn.move({ ws, project, id: column.id, by }))
  return (
    <>
      <Menu align="end" trigger={<IconButton icon="more" size="sm" label={t('columnMenu', { name: column.name })} />}>
        <MenuItem icon="chevronLeft" onSelect={() => toggleCollapsed(column.id)}>{t(collapsed(column.id) ? 'expandShort' : 'collapse')}</MenuItem>
        {can('projects:manage') && (
          <>
            <MenuItem icon="edit" onSelect={() => setDialog('rename')}>{t('columnEdit')}</MenuItem>
            {at > 0 && <MenuItem icon="chevronLeft" onSelect={() => shift(-1)}>{t('columnBack')}</MenuItem>}
            {at < of - 1 && <MenuItem icon="chevronRight" onSelect={() => shift(1)}>{t('columnForward')}</MenuItem>}
            <MenuSeparator />
            <MenuItem icon="trash" danger disabled={of === 1} onSelect={() => setDialog('delete')}>{t('columnDelete')}</MenuItem>
          </>
        )}
      </Menu>
      {dialog !== undefined && (
        <ColumnDialog kind={dialog} column={column} project={project} filled={total > 0 || cards.length > 0} onClose={() => setDialog(undefined)} onDelete={(moveTo) => void run(deleteColumn.with({ ws, project, id: column.id, ...(moveTo === undefined ? {} : { moveTo }) }))} />
      )}
    </>
  )
}
