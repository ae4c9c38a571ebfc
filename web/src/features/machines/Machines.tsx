import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'

import { api } from '~/api/client'
import { membersQuery } from '~/data'
import { useTexts } from '~/i18n'
import { fetched } from '~/lib/later'
import { useWorkspace } from '~/lib/workspace'
import { AlertDialog, Badge, Button, Dialog, EmptyState, Skeleton } from '~/ui'

import { act } from './act'
import { KeyRow } from './KeyRow'
import styles from './machines.module.css'
import type { ServiceAccount } from './model'
import { serviceAccountsQuery, workspaceKeysQuery } from './queries'

const AccountForm = lazy(async () => ({ default: (await fetched(() => import('./AccountForm'))).AccountForm }))
const AccountSecrets = lazy(async () => ({ default: (await fetched(() => import('./AccountSecrets'))).AccountSecrets }))

/** What acts in a workspace without being a person: its service accounts, and the keys of its people. */
export function Machines() {
  const t = useTexts('machines')
  const { can } = useWorkspace()
  if (!can('service_accounts:read')) return <p className={styles['soft']}>{t('adminsOnly')}</p>
  return (
    <div className={styles['stack']}>
      <Accounts />
      <WorkspaceKeys />
    </div>
  )
}

function Accounts() {
  const t = useTexts('machines')
  const { id: ws } = useWorkspace()
  const list = useQuery(serviceAccountsQuery(ws)).data
  const [editing, setEditing] = useState<ServiceAccount | 'new'>()
  const [secrets, setSecrets] = useState<ServiceAccount>()
  if (list === undefined) return <Skeleton height="24" />
  return (
    <section className={styles['stack']} aria-labelledby="service-accounts">
      <h2 id="service-accounts" className={styles['heading']}>{t('accounts')}</h2>
      <p className={styles['soft']}>{t('accountsText')}</p>
      <div><Button variant="primary" icon="plus" onClick={() => setEditing('new')}>{t('createAccount')}</Button></div>
      {list.length === 0 ? <EmptyState icon="settings" title={t('noAccount')}>{t('noAccountText')}</EmptyState> : (
        <ul className={styles['rows']}>{list.map((one) => <Account key={one.user_id} one={one} onEdit={() => setEditing(one)} onSecrets={() => setSecrets(one)} />)}</ul>
      )}
      <Dialog title={editing === 'new' ? t('createAccount') : editing?.name ?? ''} open={editing !== undefined} onOpenChange={(open) => !open && setEditing(undefined)}>
        {editing !== undefined && <Suspense fallback={<Skeleton height="40" />}><AccountForm account={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} /></Suspense>}
      </Dialog>
      <Dialog title={t('secretsOf', { name: secrets?.name ?? '' })} open={secrets !== undefined} onOpenChange={(open) => !open && setSecrets(undefined)}>
        {secrets !== undefined && <Suspense fallback={<Skeleton height="24" />}><AccountSecrets account={secrets.user_id} /></Suspense>}
      </Dialog>
    </section>
  )
}

function Account({ one, onEdit, onSecrets }: { one: ServiceAccount; onEdit: () => void; onSecrets: () => void }) {
  const t = useTexts('machines')
  const { id: ws } = useWorkspace()
  const path = { params: { path: { workspace_id: ws, account_id: one.user_id } } }
  const stale = [serviceAccountsQuery(ws).queryKey, membersQuery(ws).queryKey]
  const disable = () => act(() => api.PATCH('/api/v1/workspaces/{workspace_id}/service-accounts/{account_id}', { ...path, body: { disabled: !one.disabled } }), t(one.disabled ? 'enabled' : 'disabled'), stale)
  const remove = () => act(() => api.DELETE('/api/v1/workspaces/{workspace_id}/service-accounts/{account_id}', path), t('deleted', { name: one.name }), stale)
  return (
    <li className={styles['row']}>
      <div className={styles['rowText']}>
        <p className={styles['strong']}><bdi>{one.name}</bdi> <Badge>{t(`common:role.${one.role}`)}</Badge>{one.disabled && <Badge tone="warning">{t('isDisabled')}</Badge>}</p>
        <p className={styles['soft']} dir="ltr">{(one.scopes ?? []).join(' ')}</p>
      </div>
      <div className={styles['buttons']}>
        <Button size="sm" aria-label={t('secretsOf', { name: one.name })} onClick={onSecrets}>{t('secrets')}</Button>
        <Button size="sm" aria-label={t('editOf', { name: one.name })} onClick={onEdit}>{t('common:action.edit')}</Button>
        <Button size="sm" aria-label={t(one.disabled ? 'enableOf' : 'disableOf', { name: one.name })} onClick={() => void disable()}>{t(one.disabled ? 'enable' : 'disable')}</Button>
        <AlertDialog title={t('deleteTitle', { name: one.name })} action={t('delete')} danger trigger={<Button size="sm" variant="danger" aria-label={t('deleteOf', { name: one.name })}>{t('delete')}</Button>} onConfirm={() => void remove()}>{t('deleteText')}</AlertDialog>
      </div>
    </li>
  )
}

function WorkspaceKeys() {
  const t = useTexts('machines')
  const { id: ws } = useWorkspace()
  const list = useQuery(workspaceKeysQuery(ws)).data ?? []
  const members = useQuery(membersQuery(ws)).data ?? []
  const end = (id: string) => act(() => api.DELETE('/api/v1/workspaces/{workspace_id}/api-keys/{key_id}', { params: { path: { workspace_id: ws, key_id: id } } }), t('revoked'), [workspaceKeysQuery(ws).queryKey])
  return (
    <section className={styles['stack']} aria-labelledby="workspace-keys">
      <h2 id="workspace-keys" className={styles['heading']}>{t('keys')}</h2>
      <p className={styles['soft']}>{list.length === 0 ? t('noKeys') : t('keysText')}</p>
      <ul className={styles['rows']}>
        {list.map((one) => (
          <KeyRow key={one.id} one={one} of={t('actsAs', { name: members.find(({ user_id: id }) => id === one.user_id)?.name ?? one.user_id })}>
            <AlertDialog title={t('revokeTitle', { name: one.name })} action={t('revoke')} danger trigger={<Button size="sm" aria-label={t('revokeOf', { name: one.name })}>{t('revoke')}</Button>} onConfirm={() => void end(one.id)}>{t('revokeText')}</AlertDialog>
          </KeyRow>
        ))}
      </ul>
    </section>
  )
}
