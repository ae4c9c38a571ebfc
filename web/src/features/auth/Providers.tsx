import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { Button } from '~/ui'

import styles from './auth.module.css'

export const providersQuery = { queryKey: ['providers'], queryFn: ({ signal }: { signal: AbortSignal }) => unwrap(api.GET('/api/v1/auth/providers', { signal })), staleTime: Infinity }

/** Buttons for the providers that the operator offers. They stand beneath the form, so nothing moves when they come. */
export function Providers({ to }: { to?: string | undefined }) {
  const t = useTexts('auth')
  const offered = useQuery(providersQuery).data?.providers ?? []
  const [busy, setBusy] = useState('')
  const [problem, setProblem] = useState('')
  if (offered.length === 0) return null
  const leave = async (provider: string) => {
    setBusy(provider)
    setProblem('')
    try {
      const { authorization_url: where } = await unwrap(api.POST('/auth/oidc/{provider}/start', { params: { path: { provider } }, body: to === undefined ? {} : { return_to: to } }))
      location.assign(where)
    } catch (error) {
      if (!isProblem(error)) throw error
      setBusy('')
      setProblem(error.status === 503 ? t('provider.away', { name: offered.find((one) => one.id === provider)?.name ?? provider }) : explain(error))
    }
  }
  return (
    <section className={styles['providers']} aria-label={t('provider.title')}>
      <p className={styles['or']}>{t('provider.or')}</p>
      {offered.map(({ id, name }) => <Button key={id} size="lg" wide busy={busy === id} disabled={busy !== '' && busy !== id} onClick={() => void leave(id)}>{t('provider.with', { name })}</Button>)}
      <p role="alert" className={styles['providerProblem']}>{problem}</p>
    </section>
  )
}
