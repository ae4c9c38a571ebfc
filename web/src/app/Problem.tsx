import { Link, type ErrorComponentProps } from '@tanstack/react-router'

import { isProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { Button, buttonClass, EmptyState } from '~/ui'

/** What an address shows that leads nowhere, or to what this person may not see. */
export function NotFound() {
  const t = useTexts('shell')
  return <EmptyState whole icon="search" title={t('notFound.title')} actions={<Link to="/" className={buttonClass('primary')}>{t('notFound.home')}</Link>}>{t('notFound.text')}</EmptyState>
}

/** An address outside every page's frame. */
export function Nowhere() {
  return <main><NotFound /></main>
}

/** What a workspace may ask for before it lets somebody in who belongs to it. */
export const demands = ['company-sign-in-required', 'second-factor-required'] as const
export type Demand = (typeof demands)[number]

/** demandOf is what a workspace asks for, when that is why it refused. */
export function demandOf(error: unknown): Demand | undefined {
  return demands.find((one) => isProblem(error, one))
}

/** What stands where a workspace asks for more than somebody has shown: what it is, and the way to it. */
export function Demanded({ demand }: { demand: Demand }) {
  return demand === 'company-sign-in-required' ? <ByCompany /> : <ByFactor />
}

/** The way to one's second factors: who has set one up signs in with it from then on. */
function ByFactor() {
  const t = useTexts('shell')
  const actions = (
    <>
      <Link to="/settings" search={{ page: 'factors' }} className={buttonClass('primary')}>{t('byFactor.go')}</Link>
      <Link to="/settings" search={{ page: 'passkeys' }} className={buttonClass('secondary')}>{t('byFactor.passkey')}</Link>
    </>
  )
  return <EmptyState whole icon="lock" title={t('byFactor.title')} actions={actions}>{t('byFactor.text')}</EmptyState>
}

/** The way to the company's sign-in, and how its provider gets to know an account. */
function ByCompany() {
  const t = useTexts('shell')
  const actions = (
    <>
      <Link to="/login/company" search={{ to: location.pathname }} className={buttonClass('primary')}>{t('byCompany.go')}</Link>
      <Link to="/settings" search={{ page: 'providers' }} className={buttonClass('secondary')}>{t('byCompany.connect')}</Link>
    </>
  )
  return <EmptyState whole icon="lock" title={t('byCompany.title')} actions={actions}>{t('byCompany.text')}</EmptyState>
}

/** What stands where a part of the page has failed. */
export function Failed({ error, reset }: Pick<ErrorComponentProps, 'error' | 'reset'>) {
  const t = useTexts('shell')
  if (isProblem(error, 'not-found')) return <NotFound />
  if (isProblem(error, 'forbidden')) return <EmptyState whole icon="lock" title={t('forbidden.title')} actions={<Link to="/" className={buttonClass('primary')}>{t('notFound.home')}</Link>}>{t('forbidden.text')}</EmptyState>
  const demand = demandOf(error)
  if (demand !== undefined) return <Demanded demand={demand} />
  if (isProblem(error)) return <EmptyState whole icon="warning" title={t('common:problem.title')} actions={<Button variant="primary" onClick={reset}>{t('common:action.retry')}</Button>}>{explain(error)}</EmptyState>
  return <EmptyState whole icon="error" title={t('error.title')} actions={<Button variant="primary" onClick={() => location.reload()}>{t('common:action.reload')}</Button>}>{t('error.text')}</EmptyState>
}
