import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'

import { api, unwrap } from '~/api/client'
import { keys, queryClient, type Workspace, workspacesQuery } from '~/data'
import { signOut } from '~/features/auth'
import { useTexts } from '~/i18n'
import { Button, Form, SubmitButton, TextField } from '~/ui'

import styles from './start.module.css'

/** Where somebody begins who is in no workspace yet, and where the next one is made. */
export function WorkspacesPage() {
  const t = useTexts('shell')
  const navigate = useNavigate()
  const list = useQuery(workspacesQuery()).data ?? []
  const create = async ({ name = '' }: Record<string, string>) => {
    const made = await unwrap(api.POST('/api/v1/workspaces', { body: { name: name.trim() } }))
    queryClient.setQueryData<Workspace[]>(keys.workspaces(), (before) => [...(before ?? []), made])
    await navigate({ to: '/w/$ws', params: { ws: made.id } })
  }
  return (
    <main className={styles['start']}>
      <h1 className={styles['title']}>{list.length === 0 ? t('workspaces.empty') : t('workspaces.title')}</h1>
      {list.length === 0 && <p className={styles['soft']}>{t('workspaces.emptyText')}</p>}
      {list.length > 0 && (
        <ul className={styles['list']}>
          {list.map((one) => <li key={one.id}><Link to="/w/$ws" params={{ ws: one.id }} className={styles['row']}><bdi>{one.name}</bdi><span className={styles['soft']}>{t(`common:role.${one.role}`)}</span></Link></li>)}
        </ul>
      )}
      <Form label={t('workspaces.create')} onSubmit={create}>
        <TextField label={t('workspaces.name')} name="name" required maxLength={100} placeholder={t('workspaces.placeholder')} autoFocus={list.length === 0} autoComplete="organization" dir="auto" />
        <SubmitButton>{t('workspaces.create')}</SubmitButton>
      </Form>
      <Button variant="ghost" icon="logout" onClick={() => void signOut()}>{t('common:action.signOut')}</Button>
    </main>
  )
}
