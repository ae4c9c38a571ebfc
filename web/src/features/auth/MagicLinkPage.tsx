import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import type { components } from '~/api/schema'
import { signedIn } from '~/api/session'
import { type Account, keys, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { Banner, buttonClass, Form, SubmitButton } from '~/ui'

import { Door } from './Door'
import { AskMagicLinkPage } from './ForgotPage'
import { askedHere, useLinkToken } from './linkToken'
import { SignInSteps } from './SignInSteps'

type MFA = NonNullable<components['schemas']['SessionsSignedIn']['mfa']>

/** Signs in by a mailed link, after a click; without one it asks for a link. */
export function MagicLinkPage() {
  const token = useLinkToken()
  return token === '' ? <AskMagicLinkPage /> : <SignInByLink key={token} token={token} />
}

function SignInByLink({ token }: { token: string }) {
  const t = useTexts('auth')
  const navigate = useNavigate()
  const [at, setAt] = useState<{ gone?: true; mfa?: MFA }>({})
  const done = async (account: Account | undefined) => {
    queryClient.clear()
    if (account !== undefined) queryClient.setQueryData(keys.me(), account)
    signedIn()
    await navigate({ to: '/', replace: true })
  }
  const send = async () => {
    try {
      const answer = await unwrap(api.POST('/api/v1/auth/magic-link/verify', { body: { token, client: 'browser' } }))
      if (answer.mfa === undefined) await done(answer.user)
      else setAt({ mfa: answer.mfa })
    } catch (error) {
      if (!isProblem(error, 'gone')) throw error
      setAt({ gone: true })
    }
  }
  if (at.gone === true) return <Door title={t('link.gone')}><p role="status">{t('link.goneText')}</p><Link to="/login" className={buttonClass('primary', 'lg')}>{t('link.login')}</Link></Door>
  if (at.mfa !== undefined) return <Door title={t('login.title')}><SignInSteps mfa={at.mfa} submit={t('login.submit')} onDone={(account) => void done(account)} /></Door>
  return (
    <Door title={t('magic.open')}>
      <p>{t('magic.openText')}</p>
      {!askedHere() && <Banner tone="warning">{t('magic.elsewhere')}</Banner>}
      <Form label={t('magic.open')} onSubmit={send}><SubmitButton wide size="lg">{t('login.submit')}</SubmitButton></Form>
    </Door>
  )
}
