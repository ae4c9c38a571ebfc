import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'

import { api, ifMatch } from '~/api/client'
import { keys, part, queryClient, run, updateWorkspace, type Workspace, workspacesQuery } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Form, FormActions, SubmitButton, Switch, TextField, toast } from '~/ui'

import styles from './admin.module.css'
import { Sure } from './Sure'

/** What a workspace is called, how it works, and the ways out of it. */
export function General() {
  const t = useTexts('admin')
  const { id: ws, can } = useWorkspace()
  const workspace = useQuery(workspacesQuery()).data?.find((one) => one.id === ws)
  if (workspace === undefined) return null
  const manages = can('workspace:manage')
  const rename = ({ name = '' }: Record<string, string>) => {
    if (name.trim() !== '' && name.trim() !== workspace.name) void run(updateWorkspace.with({ ws, fields: { name: name.trim() } }))
    toast({ text: t('common:state.saved') })
  }
  return (
    <div className={styles['stack']}>
      <Form key={workspace.name} label={t('general.name')} onSubmit={rename}>
        <TextField label={t('general.name')} name="name" required maxLength={100} defaultValue={workspace.name} readOnly={!manages} dir="auto" {...(manages ? {} : { hint: t('general.ownersOnly') })} />
        {manages && <FormActions><SubmitButton>{t('common:action.save')}</SubmitButton></FormActions>}
      </Form>
      {manages && (
        <>
          <Switch label={t('general.editAll')} hint={t('general.editAllHint')} checked={workspace.members_edit_all} onChange={(on) => void run(updateWorkspace.with({ ws, fields: { members_edit_all: on } }))} />
          <Switch label={t('general.maintenance')} hint={t('general.maintenanceHint')} checked={workspace.maintenance} onChange={(on) => void run(updateWorkspace.with({ ws, fields: { maintenance: on } }))} />
        </>
      )}
      <Leave workspace={workspace} />
      {manages && <Delete workspace={workspace} />}
    </div>
  )
}

/** useLeaving goes to another workspace once this one is none of theirs any more. */
function useLeaving(ws: string): () => Promise<void> {
  const navigate = useNavigate()
  return async () => {
    part(ws)
    queryClient.setQueryData<Workspace[]>(keys.workspaces(), (before) => before?.filter((one) => one.id !== ws))
    await navigate({ to: '/workspaces' })
    queryClient.removeQueries({ queryKey: keys.workspace(ws) })
  }
}

function Leave({ workspace: { id: ws, name } }: { workspace: Workspace }) {
  const t = useTexts('admin')
  const gone = useLeaving(ws)
  const leave = async () => {
    await api.POST('/api/v1/workspaces/{workspace_id}/leave', { params: { path: { workspace_id: ws } } })
    await gone()
    toast({ text: t('general.left', { name }) })
  }
  return <Sure title={t('general.leave')} text={t('general.leaveText')} action={t('general.leave')} onConfirm={leave} />
}

function Delete({ workspace: { id: ws, name, version } }: { workspace: Workspace }) {
  const t = useTexts('admin')
  const gone = useLeaving(ws)
  const remove = async () => {
    await api.DELETE('/api/v1/workspaces/{workspace_id}', { params: { path: { workspace_id: ws } }, headers: ifMatch(version) })
    await gone()
    toast({ text: t('general.deleted', { name }) })
  }
  return <Sure title={t('general.delete')} text={t('general.deleteText')} action={t('general.delete')} typed={name} danger onConfirm={remove} />
}
