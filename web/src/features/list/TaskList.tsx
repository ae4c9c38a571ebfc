import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'

import type { Card } from '~/data'
import { cx, Icon } from '~/ui'

import { Bulk } from './Bulk'
import type { Group } from './groups'
import { LinesMenu } from './LineMenu'
import styles from './list.module.css'
import { rowsOf, toggled } from './rows'
import { type Looks, TaskRow } from './TaskRow'
import { useActs } from './useActs'
import { type Rows, useRows } from './useRows'

export interface TaskListProps extends Looks {
  ws: string
  label: string
  groups: readonly Group[]
  /** What stands over a group; without it there are no headings. */
  heading?: (group: Group) => ReactNode
  onOpen: (card: Card) => void
  /** Called when the end comes into sight: there may be more. */
  onEnd?: (() => void) | undefined
}

/** Tasks under each other, however many: walked, changed and chosen by keys, of which only those in sight are there. */
export function TaskList({ ws, label, groups, heading, onOpen, onEnd, ...looks }: TaskListProps) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const headings = heading !== undefined
  const lines = useMemo(() => rowsOf(groups, folded, headings), [groups, folded, headings])
  const box = useRef<HTMLDivElement>(null)
  const rows = useRows(lines, box, useLocation({ select: ({ pathname }) => pathname }))
  const acts = useActs(ws, rows, onOpen)
  return (
    <div className={styles['frame']}>
      <LinesMenu box={box} rows={rows} acts={acts}>
        <Window rows={rows} label={label} onEnd={onEnd}>
          {(at) => {
            const row = lines[at]
            if (row?.kind === 'head') return <Head group={row.group} folded={row.folded} heading={heading} onFold={() => setFolded(toggled(folded, row.group.key))} />
            return row === undefined ? undefined : <TaskRow row={row} rows={rows} acts={acts} looks={looks} />
          }}
        </Window>
      </LinesMenu>
      <Bulk rows={rows} acts={acts} looks={looks} />
    </div>
  )
}

interface WindowProps { rows: Rows; label: string; onEnd: (() => void) | undefined; children: (at: number) => ReactNode }

/** Window shows the lines in sight, between two gaps as high as what is above and below them. */
function Window({ rows, label, onEnd, children }: WindowProps) {
  const { virtual } = rows
  const items = virtual.getVirtualItems()
  const [first, last] = [items[0], items.at(-1)]
  const end = last !== undefined && last.index >= rows.rows.length - 10
  useEffect(() => {
    if (end) onEnd?.()
  }, [end, onEnd])
  return (
    <>
      <Gap height={first?.start ?? 0} />
      <ul className={styles['list']} aria-label={label}>
        {items.map((item) => (
          <li key={item.key} ref={virtual.measureElement} data-index={item.index} data-key={String(item.key)} aria-setsize={rows.rows.length} aria-posinset={item.index + 1}>
            {children(item.index)}
          </li>
        ))}
      </ul>
      <Gap height={virtual.getTotalSize() - (last?.end ?? 0)} />
    </>
  )
}

function Gap({ height }: { height: number }) {
  const gap = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => gap.current?.style.setProperty('block-size', `${height}px`), [height])
  return <div ref={gap} aria-hidden />
}

function Head({ group, folded, heading, onFold }: { group: Group; folded: boolean; heading: TaskListProps['heading']; onFold: () => void }) {
  return (
    <h2 className={styles['head']}>
      <button type="button" className={styles['fold']} aria-expanded={!folded} onClick={onFold}>
        <span className={cx(styles['arrow'], folded && styles['folded'])}><Icon name="chevronDown" size="sm" /></span>
        {heading?.(group)}
        <span className={styles['count']}>{group.cards.length}</span>
      </button>
    </h2>
  )
}
