import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'

import { api } from '~/api/client'
import { queryClient, workspacesQuery } from '~/data'
import { useTexts } from '~/i18n'
import { fetched } from '~/lib/later'
import { AlertDialog, Button, Dialog, EmptyState, Skeleton } from '~/ui'

import { act } from './act'
import { KeyRow } from './KeyRow'
import styles from './machines.module.css'
import { keysQuery } from './queries'
import { Secret, type ShownOnce } from './Secret'

const KeyForm = lazy(async () => ({ default: (await fetched(() => import('./KeyForm'))).KeyForm }))

/** A person's API keys: what scripts act with in their name. */
export function Keys() {
  const t = useTexts('machines')
  const list = useQuery(keysQuery()).data
  const workspaces = useQuery(workspacesQuery()).data ?? []
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<ShownOnce>()
  if (list === undefined) return <Skeleton height="24" />
  const done = (shown: ShownOnce) => {
    setMaking(false)
    setMade(shown)
    void queryClient.invalidateQueries({ queryKey: keysQuery().queryKey })
  }
  const revoke = (id: string) => act(() => api.DELETE('/api/v1/me/api-keys/{key_id}', { params: { path: { key_id: id } } }), t('revoked'), [keysQuery().queryKey])
  return (
    <div className={styles['stack']}>
      <p className={styles['soft']}>{t('text')}</p>
      <div><Button variant="primary" icon="plus" onClick={() => setMaking(true)}>{t('create')}</Button></div>
      {list.length === 0 ? <EmptyState icon="lock" title={t('none')}>{t('noneText')}</EmptyState> : (
        <ul className={styles['rows']}>
          {list.map((one) => (
            <KeyRow key={one.id} one={one} of={<bdi>{workspaces.find(({ id }) => id === one.workspace_id)?.name ?? one.workspace_id}</bdi>}>
              <AlertDialog title={t('revokeTitle', { name: one.name })} action={t('revoke')} danger trigger={<Button size="sm" aria-label={t('revokeOf', { name: one.name })}>{t('revoke')}</Button>} onConfirm={() => void revoke(one.id)}>{t('revokeText')}</AlertDialog>
            </KeyRow>
          ))}
        </ul>
      )}
      <Dialog title={t('create')} open={making} onOpenChange={setMaking}>
        {making && <Suspense fallback={<Skeleton height="40" />}><KeyForm onDone={done} onCancel={() => setMaking(false)} /></Suspense>}
      </Dialog>
      <Secret shown={made} onClose={() => setMade(undefined)} />
    </div>
  )
}
