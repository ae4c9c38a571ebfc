import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { boardQuery, run, updateColumn } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Button, Form, FormActions, Select, SubmitButton, TextField } from '~/ui'

import type { ColumnDialogProps } from './ColumnDialog'

/** ColumnForm is what is asked before a column is changed. It is fetched when somebody asks for it. */
export function ColumnForm({ kind, ...props }: ColumnDialogProps) {
  return kind === 'rename' ? <Edit {...props} /> : <Delete {...props} />
}

type Props = Omit<ColumnDialogProps, 'kind'>

function Edit({ column, project, onClose }: Props) {
  const t = useTexts('board')
  const { id: ws } = useWorkspace()
  const save = ({ name = '', limit = '' }: Record<string, string>) => {
    void run(updateColumn.with({ ws, project, id: column.id, fields: { name: name.trim(), wip_limit: limit === '' ? null : Number(limit) } }))
    onClose()
  }
  return (
    <Form label={t('columnEdit')} onSubmit={save}>
      <TextField label={t('columnName')} name="name" required maxLength={100} defaultValue={column.name} autoFocus dir="auto" autoComplete="off" />
      <TextField label={t('limit')} hint={t('limitHint')} name="limit" type="number" min={1} max={9999} step={1} defaultValue={column.wip_limit === null ? '' : String(column.wip_limit)} />
      <FormActions><SubmitButton>{t('common:action.save')}</SubmitButton></FormActions>
    </Form>
  )
}

/** A column with tasks goes only when it is said where they go; tasks that aren't on the board count, too. */
function Delete({ column, project, filled, onClose, onDelete }: Props) {
  const t = useTexts('board')
  const { id: ws } = useWorkspace()
  const others = (useQuery(boardQuery(ws, project)).data?.columns ?? []).filter((one) => one.id !== column.id)
  const [to, setTo] = useState(others[0]?.id ?? '')
  return (
    <>
      <p>{t(filled ? 'columnDeleteFilled' : 'columnDeleteText')}</p>
      <Select label={t('moveTo')} value={to} options={others.map((one) => ({ value: one.id, label: one.name }))} onChange={setTo} />
      <FormActions>
        <Button onClick={onClose}>{t('common:action.cancel')}</Button>
        <Button variant="danger" onClick={() => {
          onDelete(to === '' ? undefined : to)
          onClose()
        }}>{t('columnDelete')}</Button>
      </FormActions>
    </>
  )
}
