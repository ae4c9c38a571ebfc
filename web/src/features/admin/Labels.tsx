import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { createLabel, deleteLabel, type Label, type LabelColor, labelsQuery, newLabel, run, updateLabel } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { AlertDialog, Button, colors, EmptyState, Field, Form, IconButton, LabelChip, Select, Skeleton, SubmitButton, TextField } from '~/ui'

import styles from './admin.module.css'

/** The labels that tasks of the workspace can have. */
export function Labels() {
  const t = useTexts('admin')
  const { id: ws, can } = useWorkspace()
  const list = useQuery(labelsQuery(ws)).data
  const [editing, setEditing] = useState<string>()
  if (list === undefined) return <Skeleton height="24" />
  const manages = can('labels:manage')
  return (
    <div className={styles['stack']}>
      {manages && <LabelForm key={list.length} action={t('labels.create')} onSave={(name, color) => void run(createLabel.with(newLabel({ ws, name, color })))} />}
      {list.length === 0 && <EmptyState icon="tag" title={t('labels.none')}>{t('labels.noneText')}</EmptyState>}
      <ul className={styles['rows']}>
        {list.map((label) => (
          <li key={label.id} className={styles['row']}>
            {editing === label.id
              ? <LabelForm label={label} action={t('common:action.save')} onCancel={() => setEditing(undefined)} onSave={(name, color) => {
                  setEditing(undefined)
                  void run(updateLabel.with({ ws, id: label.id, fields: { name, color } }))
                }} />
              : (
                <>
                  <span className={styles['grow']}><LabelChip name={label.name} color={label.color as LabelColor} /></span>
                  {manages && <IconButton icon="edit" size="sm" label={t('labels.edit', { name: label.name })} onClick={() => setEditing(label.id)} />}
                  {manages && (
                    <AlertDialog title={t('labels.deleteTitle', { name: label.name })} action={t('labels.delete')} danger trigger={<IconButton icon="trash" size="sm" label={t('labels.deleteOf', { name: label.name })} />} onConfirm={() => void run(deleteLabel.with({ ws, id: label.id }))}>
                      {t('labels.deleteText')}
                    </AlertDialog>
                  )}
                </>
              )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function LabelForm({ label, action, onSave, onCancel }: { label?: Label; action: string; onSave: (name: string, color: LabelColor) => void; onCancel?: () => void }) {
  const t = useTexts('admin')
  const [color, setColor] = useState<LabelColor>((label?.color ?? 'blue') as LabelColor)
  const options = colors.map((one) => ({ value: one, label: t(`color.${one}`), leading: <LabelChip name="" color={one} dot /> }))
  return (
    <Form label={action} onSubmit={({ name = '' }) => onSave(name.trim(), color)}>
      <div className={styles['line']}>
        <TextField label={t('labels.name')} name="name" required maxLength={50} defaultValue={label?.name ?? ''} autoFocus={label !== undefined} autoComplete="off" dir="auto" />
        <Field label={t('labels.color')}><Select label={t('labels.color')} value={color} onChange={setColor} options={options} /></Field>
        <SubmitButton>{action}</SubmitButton>
        {onCancel !== undefined && <Button onClick={onCancel}>{t('common:action.cancel')}</Button>}
      </div>
    </Form>
  )
}
