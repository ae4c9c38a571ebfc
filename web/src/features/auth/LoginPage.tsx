import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'

import { api, unwrap } from '~/api/client'
import { signedIn } from '~/api/session'
import { type Account, keys, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { linkClass } from '~/ui'

import { Door } from './Door'
import { safeReturn } from './model'
import { Providers } from './Providers'
import { SignInSteps } from './SignInSteps'

export function LoginPage() {
  const t = useTexts('auth')
  const navigate = useNavigate()
  const ways = useQuery({ queryKey: ['ways'], queryFn: ({ signal }) => unwrap(api.GET('/api/v1/auth/ways', { signal })), staleTime: Infinity, retry: false })
  const { to } = useSearch({ strict: false }) as { to?: string }
  const done = async (account: Account | undefined) => {
    queryClient.clear()
    if (account !== undefined) queryClient.setQueryData(keys.me(), account)
    signedIn()
    await navigate({ href: safeReturn(to), replace: true })
  }
  return (
    <Door title={t('login.title')} below={<>{t('login.noAccount')} <Link to="/signup" className={linkClass}>{t('login.signup')}</Link></>}>
      <SignInSteps submit={t('login.submit')} onDone={(account) => void done(account)} />
      <Providers to={to} />
      <p><Link to="/login/company" {...(to !== undefined && { search: { to } })} className={linkClass}>{t('company.title')}</Link></p>
      <p><Link to="/forgot" className={linkClass}>{t('forgot.title')}</Link></p>
      {ways.data?.magic_link === true && <p><Link to="/magic-link" className={linkClass}>{t('magic.title')}</Link></p>}
    </Door>
  )
}
