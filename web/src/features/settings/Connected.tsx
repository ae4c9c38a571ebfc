import { useQuery } from '@tanstack/react-query'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { queryClient } from '~/data'
import { providersQuery } from '~/features/auth'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { explain } from '~/lib/explain'
import { AlertDialog, Button, Skeleton, toast } from '~/ui'

import styles from './settings.module.css'

const identities = ['identities'] as const
const here = '/settings?page=providers'

/** The providers that know somebody, and those that could. */
export function Connected() {
  const t = useTexts('account')
  const known = useQuery({ queryKey: identities, queryFn: ({ signal }) => unwrap(api.GET('/api/v1/me/identities', { signal, params: { query: { limit: 100 } } })) }).data?.items
  const offered = useQuery(providersQuery).data?.providers
  const companies = useQuery({ queryKey: ['companies'], queryFn: ({ signal }) => unwrap(api.GET('/api/v1/me/identities/saml', { signal, params: { query: { limit: 100 } } })) }).data?.items
  if (known === undefined || offered === undefined || companies === undefined) return <Skeleton height="24" />
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      if (!isProblem(error)) throw error
      toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
    }
  }
  const connect = async (provider: string) => {
    const { authorization_url: where } = await unwrap(api.POST('/api/v1/me/identities', { body: { provider, return_to: here } }))
    location.assign(where)
  }
  const connectCompany = async (workspace: string) => {
    const { sign_on_url: where } = await unwrap(api.POST('/api/v1/me/identities/saml', { body: { workspace_id: workspace, return_to: here } }))
    location.assign(where)
  }
  const called = (one: { name: string; provider: string }) => {
    const company = (companies ?? []).find(({ provider_id: id }) => id === one.provider)
    return company === undefined ? one.name || one.provider : t('providers.company', { name: company.workspace })
  }
  const disconnect = async (identity: string) => {
    await api.DELETE('/api/v1/me/identities/{identity_id}', { params: { path: { identity_id: identity } } })
    await queryClient.invalidateQueries({ queryKey: identities })
  }
  const free = (offered ?? []).filter(({ id }) => !(known ?? []).some(({ provider }) => provider === id))
  const away = (companies ?? []).filter(({ provider_id: id }) => !(known ?? []).some(({ provider }) => provider === id))
  return (
    <div className={styles['stack']}>
      <p className={styles['soft']}>{t('providers.text')}</p>
      {(known ?? []).length === 0 && free.length === 0 && away.length === 0 && <p>{t('providers.none')}</p>}
      {(known ?? []).map((one) => (
        <section key={one.id} className={styles['row']} aria-label={called(one)}>
          <div className={styles['rowText']}>
            <h2 className={styles['strong']}>{called(one)}</h2>
            <p className={styles['soft']}>{t('providers.used', { email: one.email, date: formatDate(new Date(one.last_used_at), { dateStyle: 'medium', timeStyle: 'short' }) })}</p>
          </div>
          <AlertDialog title={t('providers.removeTitle', { name: called(one) })} action={t('providers.remove')} danger trigger={<Button variant="danger">{t('providers.remove')}</Button>} onConfirm={() => void attempt(() => disconnect(one.id))}>{t('providers.removeText')}</AlertDialog>
        </section>
      ))}
      {away.map(({ workspace_id: workspace, workspace: name }) => (
        <section key={workspace} className={styles['row']} aria-label={t('providers.company', { name })}>
          <div className={styles['rowText']}><h2 className={styles['strong']}>{t('providers.company', { name })}</h2></div>
          <Button onClick={() => void attempt(() => connectCompany(workspace))}>{t('providers.add', { name })}</Button>
        </section>
      ))}
      {free.map(({ id, name }) => (
        <section key={id} className={styles['row']} aria-label={name}>
          <div className={styles['rowText']}><h2 className={styles['strong']}>{name}</h2></div>
          <Button onClick={() => void attempt(() => connect(id))}>{t('providers.add', { name })}</Button>
        </section>
      ))}
    </div>
  )
}
