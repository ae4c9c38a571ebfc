import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

import { api, unwrap } from '~/api/client'
import { type ApiProblem, isProblem } from '~/api/problem'
import type { components } from '~/api/schema'
import { signedIn } from '~/api/session'
import { keys, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { buttonClass, Skeleton } from '~/ui'

import { Door } from './Door'
import { safeReturn } from './model'
import { SecondStep } from './SignInSteps'

type Arrived = components['schemas']['IdentitiesArrived']

/** What the provider sent back stands in the address; it is taken out of there before anything else is done. */
function takeAnswer() {
  const sent = new URLSearchParams(location.search)
  history.replaceState(history.state, '', location.pathname)
  const said = (name: string) => sent.get(name) ?? undefined
  return { state: said('state') ?? '', ...(sent.has('code') && { code: said('code') }), ...(sent.has('iss') && { iss: said('iss') }), ...(sent.has('error') && { error: said('error') }) }
}

async function bring(provider: string, answer: ReturnType<typeof takeAnswer>): Promise<Arrived> {
  const body = { provider, ...answer } as components['schemas']['IdentitiesEndBody']
  if (answer.state.startsWith('link.')) return unwrap(api.POST('/api/v1/me/identities/callback', { body }))
  if (answer.state.startsWith('step-up.')) return unwrap(api.POST('/api/v1/auth/step-up/oidc/callback', { body }))
  return unwrap(api.POST('/auth/oidc/{provider}/callback', { params: { path: { provider } }, body: answer as components['schemas']['IdentitiesResponse'] }))
}

/** Where a provider sends the browser back to: it brings the answer to the server, once. */
export function ProviderPage() {
  const t = useTexts('auth')
  const navigate = useNavigate()
  const { provider = '' } = useParams({ strict: false }) as { provider?: string }
  const [answer] = useState(takeAnswer)
  const [waits, setWaits] = useState<Arrived>()
  const done = async (arrived: Arrived) => {
    queryClient.clear()
    if (arrived.user !== undefined) queryClient.setQueryData(keys.me(), arrived.user)
    signedIn()
    await navigate({ href: safeReturn(arrived.return_to), replace: true })
  }
  const { mutate, error } = useMutation({
    mutationFn: () => bring(provider, answer),
    onSuccess: (arrived) => (arrived.mfa === undefined ? void done(arrived) : setWaits(arrived)),
  })
  // The answer works once: it is brought when the page has come, and never again.
  useEffect(() => { mutate() }, [mutate])
  if (waits?.mfa !== undefined) {
    const { mfa, return_to } = waits
    return <Door title={t('login.title')}><SecondStep mfa={mfa} submit={t('login.submit')} onBack={() => void navigate({ to: '/login' })} onDone={(user) => void done({ ...(user && { user }), ...(return_to !== undefined && { return_to }) })} /></Door>
  }
  if (error === null) return <Door title={t('provider.coming')}><Skeleton height="24" /></Door>
  const known = (problem: Error): problem is ApiProblem => isProblem(problem, 'link-first', 'not-admitted', 'provider-refused', 'unauthenticated', 'conflict')
  return (
    <Door title={t('provider.failed')}>
      <p role="alert">{known(error) ? t(`provider.${error.code as 'link-first'}`) : isProblem(error) ? explain(error) : t('common:problem.title')}</p>
      <Link to="/login" className={buttonClass('primary', 'lg')}>{t('provider.again')}</Link>
    </Door>
  )
}
