import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { membersQuery, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Button, Field, Form, FormActions, Select, SubmitButton, TextField } from '~/ui'

import { type Scope, scopesFor, type ServiceAccount } from './model'
import { serviceAccountsQuery } from './queries'
import { ScopeFields } from './ScopeFields'

const roles = ['admin', 'member', 'guest'] as const

/** Makes a service account, or changes one. */
export function AccountForm({ account, onClose }: { account: ServiceAccount | undefined; onClose: () => void }) {
  const t = useTexts('machines')
  const { id: ws } = useWorkspace()
  const [role, setRole] = useState<(typeof roles)[number]>(account?.role ?? 'member')
  const [scopes, setScopes] = useState<ReadonlySet<Scope>>(new Set((account?.scopes ?? []) as Scope[]))
  const [none, setNone] = useState(false)
  const offered = new Set(scopesFor(role).flatMap((one) => one.scopes.map(({ scope }) => scope)))
  const given = [...scopes].filter((one) => offered.has(one))
  const save = async ({ name = '' }: Record<string, string>) => {
    if (given.length === 0) return setNone(true)
    const body = { name, role, scopes: given }
    await unwrap(account === undefined
      ? api.POST('/api/v1/workspaces/{workspace_id}/service-accounts', { params: { path: { workspace_id: ws } }, body })
      : api.PATCH('/api/v1/workspaces/{workspace_id}/service-accounts/{account_id}', { params: { path: { workspace_id: ws, account_id: account.user_id } }, body }))
    await Promise.all([serviceAccountsQuery(ws).queryKey, membersQuery(ws).queryKey].map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    onClose()
  }
  return (
    <Form label={account === undefined ? t('createAccount') : account.name} onSubmit={save}>
      <TextField label={t('accountName')} name="name" required maxLength={100} defaultValue={account?.name ?? ''} autoComplete="off" dir="auto" autoFocus />
      <Field label={t('role')}><Select label={t('role')} value={role} onChange={setRole} options={roles.map((one) => ({ value: one, label: t(`common:role.${one}`) }))} /></Field>
      <ScopeFields role={role} chosen={scopes} error={none && given.length === 0 ? t('noScope') : undefined} onChange={setScopes} />
      <FormActions>
        <Button onClick={onClose}>{t('common:action.cancel')}</Button>
        <SubmitButton>{account === undefined ? t('createAccount') : t('common:action.save')}</SubmitButton>
      </FormActions>
    </Form>
  )
}
