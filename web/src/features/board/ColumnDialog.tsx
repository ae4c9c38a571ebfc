import { lazy, Suspense } from 'react'

import type { BoardColumn } from '~/data'
import { useTexts } from '~/i18n'
import { fetched } from '~/lib/later'
import { Dialog } from '~/ui'

const ColumnForm = lazy(async () => ({ default: (await fetched(() => import('./ColumnForms'))).ColumnForm }))

export interface ColumnDialogProps { kind: 'rename' | 'delete'; column: BoardColumn; project: string; filled: boolean; onClose: () => void; onDelete: (moveTo: string | undefined) => void }

export function ColumnDialog(props: ColumnDialogProps) {
  const t = useTexts('board')
  return (
    <Dialog open size="sm" title={t(props.kind === 'rename' ? 'columnEdit' : 'columnDeleteTitle', { name: props.column.name })} onOpenChange={(open) => !open && props.onClose()}>
      <Suspense><ColumnForm {...props} /></Suspense>
    </Dialog>
  )
}
