import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Button, IconButton, Menu, MenuItem } from '~/ui'

import styles from './board.module.css'
import type { Lane } from './model'
import type { BoardState } from './useBoard'

/** What can be done to all selected cards at once, and undone at once. */
export function BulkBar({ state, lanes }: { state: BoardState; lanes: readonly Lane[] }) {
  const t = useTexts('list')
  const { can } = useWorkspace()
  const count = state.selected.size
  return (
    <div className={styles['barPlace']}>
      <span role="status" className={styles['hidden']}>{count === 0 ? '' : t('selectedCount', { count })}</span>
      {count > 0 && (
        <div role="toolbar" aria-label={t('bar')} className={styles['bar']}>
          <span aria-hidden>{t('selectedCount', { count })}</span>
          {can('tasks:update') && <Button size="sm" variant="ghost" icon="check" onClick={() => state.complete(state.targets)}>{t(state.targets.some((one) => one.completed_at === null) ? 'common:action.done' : 'reopen')}</Button>}
          {can('tasks:update') && (
            <Menu side="top" trigger={<Button size="sm" variant="ghost" icon="board">{t('verb.status')}</Button>}>
              {lanes.map(({ column }) => <MenuItem key={column.id} onSelect={() => state.move(state.targets, column.id)}>{column.name}</MenuItem>)}
            </Menu>
          )}
          {can('tasks:delete') && <IconButton size="sm" icon="trash" keys="Delete" label={t('verb.delete')} onClick={() => state.remove(state.targets)} />}
          <IconButton size="sm" icon="close" keys="esc" label={t('deselect')} onClick={state.clear} />
        </div>
      )}
    </div>
  )
}
