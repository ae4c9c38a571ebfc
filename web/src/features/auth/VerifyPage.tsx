import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { buttonClass, Form, SubmitButton } from '~/ui'

import { Door } from './Door'

/** Confirms by a click, not by being opened: mail scanners open links. */
export function VerifyPage() {
  const t = useTexts('auth')
  const { token = '' } = useSearch({ strict: false }) as { token?: string }
  const [outcome, setOutcome] = useState<'done' | 'gone'>()
  const send = async () => {
    try {
      await unwrap(api.POST('/api/v1/auth/verify', { body: { token } }))
      setOutcome('done')
    } catch (error) {
      if (!isProblem(error) || error.passing) throw error
      setOutcome('gone')
    }
  }
  if (token === '') return <Door title={t('verify.title')}><p>{t('verify.missing')}</p></Door>
  if (outcome === 'done') return <Door title={t('verify.done')}><p role="status">{t('verify.doneText')}</p><Link to="/login" className={buttonClass('primary', 'lg')}>{t('login.submit')}</Link></Door>
  if (outcome === 'gone') return <Door title={t('verify.gone')}><p role="status">{t('verify.goneText')}</p><Link to="/signup" className={buttonClass('primary', 'lg')}>{t('login.signup')}</Link></Door>
  return (
    <Door title={t('verify.title')}>
      <p>{t('verify.text')}</p>
      <Form label={t('verify.title')} onSubmit={send}><SubmitButton wide size="lg">{t('verify.submit')}</SubmitButton></Form>
    </Door>
  )
}
