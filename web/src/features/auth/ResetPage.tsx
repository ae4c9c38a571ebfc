import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { buttonClass, Form, SubmitButton } from '~/ui'

import { Door } from './Door'
import { useLinkToken } from './linkToken'
import { NewPassword } from './NewPassword'

/** Sets another password by a mailed link. Opening it changes nothing: mail scanners open links. */
export function ResetPage() {
  const token = useLinkToken()
  return <ResetByLink key={token} token={token} />
}

function ResetByLink({ token }: { token: string }) {
  const t = useTexts('auth')
  const [outcome, setOutcome] = useState<'done' | 'gone' | undefined>(token === '' ? 'gone' : undefined)
  const send = async ({ password = '' }: Record<string, string>) => {
    try {
      await unwrap(api.POST('/api/v1/auth/password/reset', { body: { token, password } }))
      setOutcome('done')
    } catch (error) {
      if (!isProblem(error, 'gone')) throw error
      setOutcome('gone')
    }
  }
  if (outcome === 'done') return <Door title={t('reset.done')}><p role="status">{t('reset.doneText')}</p><Link to="/login" className={buttonClass('primary', 'lg')}>{t('login.submit')}</Link></Door>
  if (outcome === 'gone') return <Door title={t('link.gone')}><p role="status">{t('link.goneText')}</p><Link to="/forgot" className={buttonClass('primary', 'lg')}>{t('link.again')}</Link></Door>
  return (
    <Door title={t('reset.title')}>
      <p>{t('reset.text')}</p>
      <Form label={t('reset.title')} onSubmit={send}>
        <NewPassword label={t('reset.password')} hint={t('reset.hint')} least={8} autoFocus />
        <SubmitButton wide size="lg">{t('reset.submit')}</SubmitButton>
      </Form>
    </Door>
  )
}
