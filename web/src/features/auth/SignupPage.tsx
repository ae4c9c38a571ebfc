import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { useTexts } from '~/i18n'
import { Form, linkClass, SubmitButton, TextField } from '~/ui'

import { Door } from './Door'
import { NewPassword } from './NewPassword'

/** What is said after it is the same whether the address has an account or not. */
export function SignupPage() {
  const t = useTexts('auth')
  const [sent, setSent] = useState(false)
  const send = async ({ name = '', email = '', password = '' }: Record<string, string>) => {
    await unwrap(api.POST('/api/v1/auth/signup', { body: { name: name.trim(), email: email.trim(), password } }))
    setSent(true)
  }
  if (sent) return <Door title={t('signup.sent')} below={<Link to="/login" className={linkClass}>{t('signup.login')}</Link>}><p role="status">{t('signup.sentText')}</p></Door>
  return (
    <Door title={t('signup.title')} below={<>{t('signup.have')} <Link to="/login" className={linkClass}>{t('signup.login')}</Link></>}>
      <Form label={t('signup.title')} onSubmit={send}>
        <TextField label={t('signup.name')} name="name" autoComplete="name" required maxLength={100} autoFocus dir="auto" />
        <TextField label={t('signup.email')} name="email" type="email" autoComplete="username" inputMode="email" autoCapitalize="none" spellCheck={false} required maxLength={254} dir="ltr" />
        <NewPassword label={t('signup.password')} hint={t('signup.hint')} least={15} />
        <SubmitButton wide size="lg">{t('signup.submit')}</SubmitButton>
      </Form>
    </Door>
  )
}
