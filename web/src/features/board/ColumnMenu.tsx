import { useState } from 'react'

import { deleteColumn, run, updateColumn } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { IconButton, Menu, MenuItem, MenuSeparator } from '~/ui'

import { collapsed, toggleCollapsed } from './collapse'
import { ColumnDialog } from './ColumnDialog'
import type { Lane } from './model'
import { useManages } from './useManages'

export function ColumnMenu({ lane: { column, total, cards }, at, of, project }: { lane: Lane; at: number; of: number; project: string }) {
  const t = useTexts('board')
  const { id: ws } = useWorkspace()
  const manages = useManages(project)
  const [dialog, setDialog] = useState<'rename' | 'delete'>()
  const shift = (by: 1 | -1) => void run(updateColumn.move({ ws, project, id: column.id, by }))
  return (
    <>
      <Menu align="end" trigger={<IconButton icon="more" size="sm" label={t('columnMenu', { name: column.name })} />}>
        <MenuItem icon="chevronLeft" onSelect={() => toggleCollapsed(column.id)}>{t(collapsed(column.id) ? 'expandShort' : 'collapse')}</MenuItem>
        {manages && (
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
