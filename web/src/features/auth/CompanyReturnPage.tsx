import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

import { api, unwrap } from '~/api/client'
import { ApiProblem, isProblem } from '~/api/problem'
import type { components } from '~/api/schema'
import { signedIn } from '~/api/session'
import { keys, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { buttonClass, Skeleton } from '~/ui'

import { Door } from './Door'
import { safeReturn } from './model'
import { SecondStep } from './SignInSteps'

type Arrived = components['schemas']['SamlArrived']

interface Answer { purpose: string; handle: string; problem: string; why: string }

/** What the server found in the provider's answer stands behind the #; it is taken out of there before anything else is done. */
function takeAnswer(): Answer {
  const sent = location.hash.slice(1)
  if (sent !== '') history.replaceState(history.state, '', location.pathname)
  const said = new URLSearchParams(sent)
  if (said.has('problem')) return { purpose: '', handle: '', problem: said.get('problem') ?? '', why: said.get('why') ?? '' }
  const at = sent.indexOf('.')
  return { purpose: sent.slice(0, Math.max(at, 0)), handle: sent.slice(at + 1), problem: at < 0 ? 'gone' : '', why: '' }
}

async function fetchAnswer(workspace: string, { purpose, handle, problem }: Answer): Promise<Arrived> {
  if (problem !== '') throw new ApiProblem({ status: 400, code: problem })
  if (purpose === 'link') return unwrap(api.POST('/api/v1/me/identities/saml/finish', { body: { workspace_id: workspace, handle } }))
  return unwrap(api.POST('/auth/saml/{workspace}/finish', { params: { path: { workspace } }, body: { handle } }))
}

const reasons = ['certificate', 'audience', 'issuer', 'time', 'subject', 'signature', 'encrypted'] as const

/** Where the browser comes back to from a company's provider: it fetches what was said, once. */
export function CompanyReturnPage() {
  const t = useTexts('auth')
  const navigate = useNavigate()
  const { ws = '' } = useParams({ strict: false }) as { ws?: string }
  const [answer] = useState(takeAnswer)
  const [waits, setWaits] = useState<Arrived>()
  const done = async (arrived: Arrived) => {
    queryClient.clear()
    if (arrived.user !== undefined) queryClient.setQueryData(keys.me(), arrived.user)
    signedIn()
    await navigate({ href: safeReturn(arrived.return_to), replace: true })
  }
  const { mutate, error } = useMutation({
    mutationFn: () => fetchAnswer(ws, answer),
    onSuccess: (arrived) => (arrived.mfa === undefined ? void done(arrived) : setWaits(arrived)),
  })
  // What was said is fetched once: when the page has come, and never again.
  useEffect(() => { mutate() }, [mutate])
  if (waits?.mfa !== undefined) {
    const { mfa, return_to } = waits
    return <Door title={t('login.title')}><SecondStep mfa={mfa} submit={t('login.submit')} onBack={() => void navigate({ to: '/login' })} onDone={() => void done({ ...(return_to !== undefined && { return_to }) })} /></Door>
  }
  if (error === null) return <Door title={t('provider.coming')}><Skeleton height="24" /></Door>
  const known = (problem: Error): problem is ApiProblem => isProblem(problem, 'link-first', 'not-admitted', 'provider-refused', 'unauthenticated', 'conflict', 'gone')
  const reason = reasons.find((one) => one === answer.why)
  return (
    <Door title={t('provider.failed')}>
      <p role="alert">{known(error) ? t(`company.${error.code as 'gone'}`) : isProblem(error) ? explain(error) : t('common:problem.title')}</p>
      {reason !== undefined && <p>{t(`company.why.${reason}`)}</p>}
      <Link to="/login/company" className={buttonClass('primary', 'lg')}>{t('company.again')}</Link>
    </Door>
  )
}
