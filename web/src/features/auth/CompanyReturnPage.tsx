import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { ApiProblem, isProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { buttonClass } from '~/ui'

import { Arrival, type Arrived } from './Arrival'

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
const known = (problem: Error): problem is ApiProblem => isProblem(problem, 'link-first', 'not-admitted', 'provider-refused', 'unauthenticated', 'conflict', 'gone')

/** Where the browser comes back to from a company's provider: it fetches what was said, once. */
export function CompanyReturnPage() {
  const { ws = '' } = useParams({ strict: false }) as { ws?: string }
  const [answer] = useState(takeAnswer)
  return <Arrival bring={() => fetchAnswer(ws, answer)} failed={(problem) => <Failed problem={problem} why={answer.why} />} />
}

function Failed({ problem, why }: { problem: Error; why: string }) {
  const t = useTexts('auth')
  const reason = reasons.find((one) => one === why)
  return (
    <>
      <p role="alert">{known(problem) ? t(`company.${problem.code as 'gone'}`) : isProblem(problem) ? explain(problem) : t('common:problem.title')}</p>
      {reason !== undefined && <p>{t(`company.why.${reason}`)}</p>}
      <Link to="/login/company" className={buttonClass('primary', 'lg')}>{t('company.again')}</Link>
    </>
  )
}
