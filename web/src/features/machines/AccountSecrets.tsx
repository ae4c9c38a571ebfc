import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { formatAgo, formatDate } from '~/i18n/format'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { Button, Field, Form, Select, Skeleton, SubmitButton } from '~/ui'

import { act } from './act'
import styles from './machines.module.css'
import { type Life, lives } from './model'
import { serviceAccountQuery } from './queries'
import { Secret, type ShownOnce } from './Secret'

const overlaps = ['never', '0', '24', '168'] as const

/** The secrets of a service account: another one, and the end of those that are there. */
export function AccountSecrets({ account }: { account: string }) {
  const t = useTexts('machines')
  const now = useNow()
  const { id: ws } = useWorkspace()
  const query = serviceAccountQuery(ws, account)
  const known = useQuery(query).data
  const [life, setLife] = useState<Life>('90')
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]>('never')
  const [made, setMade] = useState<ShownOnce>()
  if (known === undefined) return <Skeleton height="24" />
  const path = { workspace_id: ws, account_id: account }
  const add = async () => {
    const shown = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/service-accounts/{account_id}/secrets', {
      params: { path }, body: { days: Number(life), ...(overlap !== 'never' && { others_end_in_hours: Number(overlap) }) },
    }))
    setMade({ title: known.name, client: shown.client_id, secret: shown.client_secret })
    await queryClient.invalidateQueries({ queryKey: query.queryKey })
  }
  const revoke = (id: string) => act(() => api.DELETE('/api/v1/workspaces/{workspace_id}/service-accounts/{account_id}/secrets/{secret_id}', { params: { path: { ...path, secret_id: id } } }), t('revoked'), [query.queryKey])
  const live = known.secrets ?? []
  return (
    <div className={styles['stack']}>
      <p className={styles['soft']}>{t('clientId')} <code dir="ltr" className={styles['secret']}>{account}</code></p>
      {live.length === 0 ? <p className={styles['soft']}>{t('noSecret')}</p> : (
        <ul className={styles['rows']}>
          {live.map((one) => (
            <li key={one.id} className={styles['row']}>
              <div className={styles['rowText']}>
                <p><code dir="ltr">{one.hint}…</code></p>
                <p className={styles['soft']}>{one.last_used_at === null ? t('neverUsed') : t('used', { ago: formatAgo(new Date(one.last_used_at), now) })} · {t('until', { date: formatDate(new Date(one.expires_at)) })}</p>
              </div>
              <Button size="sm" aria-label={t('revokeOf', { name: one.hint })} onClick={() => void revoke(one.id)}>{t('revoke')}</Button>
            </li>
          ))}
        </ul>
      )}
      <Form label={t('addSecret')} onSubmit={add}>
        <Field label={t('life')}><Select label={t('life')} value={life} onChange={setLife} options={lives.map((days) => ({ value: days, label: t('days', { count: Number(days) }) }))} /></Field>
        {live.length > 0 && <Field label={t('others')}><Select label={t('others')} value={overlap} onChange={setOverlap} options={overlaps.map((one) => ({ value: one, label: t(`overlap.${one}`) }))} /></Field>}
        <div><SubmitButton>{t('addSecret')}</SubmitButton></div>
      </Form>
      <Secret shown={made} onClose={() => setMade(undefined)} />
    </div>
  )
}
