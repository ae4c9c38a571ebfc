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

/** What a workspace shows that asks its members to come in by its own provider: the way there, and how the provider gets to know them. */
export function ByCompany() {
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
  if (isProblem(error, 'company-sign-in-required')) return <ByCompany />
  if (isProblem(error)) return <EmptyState whole icon="warning" title={t('common:problem.title')} actions={<Button variant="primary" onClick={reset}>{t('common:action.retry')}</Button>}>{explain(error)}</EmptyState>
  return <EmptyState whole icon="error" title={t('error.title')} actions={<Button variant="primary" onClick={() => location.reload()}>{t('common:action.reload')}</Button>}>{t('error.text')}</EmptyState>
}
