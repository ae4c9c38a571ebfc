import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { useTexts } from '~/i18n'
import { Form, linkClass, SubmitButton, TextField } from '~/ui'

import { Door } from './Door'
import { rememberAsked } from './linkToken'

/** Asks for a link by mail. What is said after it is the same whoever has the address. */
function AskPage({ purpose }: { purpose: 'forgot' | 'magic' }) {
  const t = useTexts('auth')
  const [sent, setSent] = useState(false)
  const send = async ({ email = '' }: Record<string, string>) => {
    await unwrap(api.POST(purpose === 'forgot' ? '/api/v1/auth/password/forgot' : '/api/v1/auth/magic-link', { body: { email: email.trim() } }))
    rememberAsked()
    setSent(true)
  }
  const below = <Link to="/login" className={linkClass}>{t('link.login')}</Link>
  if (sent) return <Door title={t('link.sent')} below={below}><p role="status">{t('link.sentText')}</p></Door>
  return (
    <Door title={t(`${purpose}.title`)} below={below}>
      <p>{t(`${purpose}.text`)}</p>
      <Form label={t(`${purpose}.title`)} onSubmit={send}>
        <TextField label={t('login.email')} name="email" type="email" autoComplete="username" inputMode="email" autoCapitalize="none" spellCheck={false} required maxLength={254} autoFocus dir="ltr" />
        <SubmitButton wide size="lg">{t('link.submit')}</SubmitButton>
      </Form>
    </Door>
  )
}

export function ForgotPage() {
  return <AskPage purpose="forgot" />
}

export function AskMagicLinkPage() {
  return <AskPage purpose="magic" />
}
