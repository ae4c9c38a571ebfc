import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Form, FormActions, linkClass, RadioGroup, SubmitButton, Switch, TextField } from '~/ui'

import { createProject } from './createProject'
import { type Template, templates } from './templates'

export function NewProjectForm({ onDone }: { onDone: () => void }) {
  const t = useTexts('onboarding')
  const { id: ws, can } = useWorkspace()
  const navigate = useNavigate()
  const [template, setTemplate] = useState<Template['id']>('kanban')
  const [closed, setClosed] = useState(false)
  const columns = templates.find((one) => one.id === template)?.columns ?? []
  const create = async ({ name = '' }: Record<string, string>) => {
    const made = await createProject(ws, name.trim(), closed, columns.map((key) => t(`column.${key}` as 'column.todo')))
    onDone()
    await navigate({ to: '/w/$ws/p/$project', params: { ws, project: made.id } })
  }
  return (
    <Form label={t('project.create')} onSubmit={create}>
      <TextField label={t('project.name')} name="name" required maxLength={100} autoFocus dir="auto" autoComplete="off" />
      <RadioGroup label={t('project.template')} value={template} onChange={setTemplate} options={templates.map((one) => ({ value: one.id, label: t(`template.${one.id}`), hint: one.columns.map((key) => t(`column.${key}` as 'column.todo')).join(' → ') }))} />
      <Switch label={t('project.private')} hint={t('project.privateHint')} checked={closed} onChange={setClosed} />
      <FormActions>
        <SubmitButton>{t('project.create')}</SubmitButton>
        {can('imports:create') && <Link to="/w/$ws/imports" params={{ ws }} className={linkClass} onClick={onDone}>{t('project.import')}</Link>}
      </FormActions>
    </Form>
  )
}
