import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { type ApiProblem, isProblem } from '~/api/problem'
import type { components } from '~/api/schema'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { buttonClass } from '~/ui'

import { Arrival, type Arrived } from './Arrival'

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

const known = (problem: Error): problem is ApiProblem => isProblem(problem, 'link-first', 'not-admitted', 'provider-refused', 'unauthenticated', 'conflict')

/** Where a provider sends the browser back to: it brings the answer to the server, once. */
export function ProviderPage() {
  const { provider = '' } = useParams({ strict: false }) as { provider?: string }
  const [answer] = useState(takeAnswer)
  return <Arrival bring={() => bring(provider, answer)} failed={(problem) => <Failed problem={problem} />} />
}

function Failed({ problem }: { problem: Error }) {
  const t = useTexts('auth')
  return (
    <>
      <p role="alert">{known(problem) ? t(`provider.${problem.code as 'link-first'}`) : isProblem(problem) ? explain(problem) : t('common:problem.title')}</p>
      <Link to="/login" className={buttonClass('primary', 'lg')}>{t('provider.again')}</Link>
    </>
  )
}
