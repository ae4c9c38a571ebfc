import type { ApiProblem } from '~/api/problem'
import { type AnyKey, text } from '~/i18n'

const known = new Set(['offline', 'unauthenticated', 'forbidden', 'not-found', 'conflict', 'gone', 'edit-conflict', 'unavailable', 'internal', 'bad-request', 'reauthenticate', 'second-factor-required', 'company-sign-in-required'])

/** explain is the calm sentence for a problem: what happened and what to do about it. */
export function explain(problem: ApiProblem): string {
  const { code, detail, retryAfter } = problem
  if (code === 'too-many-attempts') return text('common:problem.too-many-attempts', { count: retryAfter ?? 30 })
  if (code === 'too-many-requests') return retryAfter === undefined ? text('common:problem.too-many-requests-now') : text('common:problem.too-many-requests', { count: retryAfter })
  if (code === 'too-large') return text('common:problem.too-large', { detail })
  if (code === 'invalid') return problem.fields.map((one) => one.reason).join(' ') || text('common:problem.invalid')
  if (code === 'conflict' || code === 'gone') return detail || text(code === 'gone' ? 'common:problem.gone' : 'common:problem.conflict')
  if (code === 'internal') return [text('common:problem.internal'), problem.requestId && text('common:problem.requestId', { id: problem.requestId })].filter(Boolean).join(' ')
  return known.has(code) ? text(`common:problem.${code}` as AnyKey) : text('common:problem.unexpected')
}
