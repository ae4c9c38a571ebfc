import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { meQuery } from '~/data'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { Button, Skeleton } from '~/ui'

import styles from './auth.module.css'

/** For who has neither a password nor a second factor: the provider asks again, and the browser comes back to this page. */
export function StepUpByProvider() {
  const t = useTexts('auth')
  const bound = useQuery(meQuery()).data?.bound_to !== undefined
  const known = useQuery({ queryKey: ['stepUp', 'providers'], queryFn: ({ signal }) => unwrap(api.GET('/api/v1/me/identities', { signal, params: { query: { limit: 100 } } })), gcTime: 0, staleTime: 0, enabled: !bound }).data?.items
  const [busy, setBusy] = useState('')
  const [problem, setProblem] = useState('')
  // A company's provider opens its workspace; that it asked again shows in a new sign-in.
  if (bound) return <p>{t('stepUp.company')}</p>
  if (known === undefined) return <Skeleton height="24" />
  const leave = async (provider: string) => {
    setBusy(provider)
    setProblem('')
    try {
      const { authorization_url: where } = await unwrap(api.POST('/api/v1/auth/step-up/oidc', { body: { provider, return_to: location.pathname + location.search } }))
      location.assign(where)
    } catch (error) {
      if (!isProblem(error)) throw error
      setBusy('')
      setProblem(error.status === 503 ? t('provider.away', { name: known?.find((one) => one.provider === provider)?.name ?? provider }) : explain(error))
    }
  }
  return (
    <div className={styles['steps']}>
      <p>{t('stepUp.leaves')}</p>
      {known?.filter((one) => one.name !== '').map(({ id, name, provider }) => <Button key={id} size="lg" wide busy={busy === provider} disabled={busy !== '' && busy !== provider} onClick={() => void leave(provider)}>{t('provider.with', { name })}</Button>)}
      <p role="alert" className={styles['providerProblem']}>{problem}</p>
    </div>
  )
}
