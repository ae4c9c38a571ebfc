import { useRef } from 'react'

import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Button, IconButton, type IconName } from '~/ui'

import styles from './list.module.css'
import { Pick } from './Pick'
import type { Rights } from './rights'
import type { Looks } from './TaskRow'
import type { Acts, Choice, Choosing } from './useActs'
import type { Rows } from './useRows'

const choices: Array<{ what: Choice; icon: IconName; keys: string }> = [
  { what: 'status', icon: 'board', keys: 'S' }, { what: 'assignee', icon: 'user', keys: 'A' }, { what: 'priority', icon: 'priority', keys: 'P' },
  { what: 'label', icon: 'tag', keys: 'L' }, { what: 'due', icon: 'calendar', keys: 'D' }, { what: 'repeat', icon: 'repeat', keys: 'R' },
]

/** barKey is the place of a list beside the bar, where no line is. */
export const barKey = 'bar'

/** What can be done to all selected tasks at once. */
export interface BarActs extends Choosing { picking: Choice | undefined; pick(what: Choice): void; complete(): void; remove(): void; clear(): void }

/** The bar of a list: what is done to all selected tasks at once, and undone at once. */
export function Bulk({ rows, acts, looks }: { rows: Rows; acts: Acts; looks: BarLooks }) {
  return (
    <BulkBar
      count={rows.selected.size} looks={looks} rights={acts.rights}
      acts={{
        targets: acts.targets, change: acts.change, move: acts.move, close: acts.close,
        picking: acts.picking?.key === barKey ? acts.picking.what : undefined, pick: (what) => acts.pick(barKey, what),
        complete: () => acts.run('complete'), remove: () => acts.run('delete'),
        clear() {
          rows.select(new Set())
          rows.refocus()
        },
      }}
    />
  )
}

interface BarLooks { members: Looks['members']; labels: Looks['labels'] }

export function BulkBar({ count, acts, looks, rights }: { count: number; acts: BarActs; looks: BarLooks; rights: Rights }) {
  const t = useTexts('list')
  const { can } = useWorkspace()
  const bar = useRef<HTMLDivElement>(null)
  const open = acts.targets.some((one) => one.completed_at === null)
  return (
    <div className={styles['barPlace']}>
      <span role="status" className={styles['hidden']}>{count === 0 ? '' : t('selectedCount', { count })}</span>
      {count > 0 && (
        <div ref={bar} role="toolbar" aria-label={t('bar')} className={styles['bar']}>
          <span aria-hidden className={styles['barCount']}>{t('selectedCount', { count })}</span>
          {acts.targets.some(rights.finish) && <Button size="sm" variant="ghost" icon="check" onClick={acts.complete}>{t(open ? 'common:action.done' : 'reopen')}</Button>}
          {acts.targets.some(rights.edit) && choices.map(({ what, icon, keys }) => <IconButton key={what} size="sm" icon={icon} keys={keys} label={t(`verb.${what}`)} onClick={() => acts.pick(what)} />)}
          {can('tasks:delete') && <IconButton size="sm" icon="trash" keys="Delete" label={t('verb.delete')} onClick={acts.remove} />}
          <IconButton size="sm" icon="close" keys="Esc" label={t('deselect')} onClick={acts.clear} />
          {acts.picking !== undefined && <Pick what={acts.picking} acts={acts} looks={looks} anchor={bar} />}
        </div>
      )}
    </div>
  )
}
