import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { buttonClass, Form, SubmitButton } from '~/ui'

import { Door } from './Door'
import { useLinkToken } from './linkToken'

type Outcome = 'changed' | 'waiting' | 'refused' | 'gone' | 'taken'

/** What a link led to, with the way on from there. */
function Came({ outcome }: { outcome: Outcome }) {
  const t = useTexts('auth')
  return (
    <Door title={t(`emailChange.${outcome}`)}>
      <p role="status">{t(`emailChange.${outcome}Text`)}</p>
      {outcome === 'refused' ? <Link to="/forgot" className={buttonClass('primary', 'lg')}>{t('reset.title')}</Link> : <Link to="/settings" className={buttonClass('primary', 'lg')}>{t('emailChange.toAccount')}</Link>}
    </Door>
  )
}

/** Confirms another address by one of both mailed links, after a click: mail scanners open links. */
function ByLink({ token, side }: { token: string; side: 'old' | 'new' }) {
  const t = useTexts('auth')
  const [outcome, setOutcome] = useState<Outcome | undefined>(token === '' ? 'gone' : undefined)
  const attempt = (work: () => Promise<Outcome>) => async () => {
    try {
      setOutcome(await work())
    } catch (error) {
      if (isProblem(error, 'gone')) setOutcome('gone')
      else if (isProblem(error, 'conflict')) setOutcome('taken')
      else throw error
    }
  }
  const confirm = attempt(async () => ((await unwrap(api.POST('/api/v1/auth/email-change/confirm', { body: { token } }))).changed ? 'changed' : 'waiting'))
  const refuse = attempt(async () => {
    await api.POST('/api/v1/auth/email-change/refuse', { body: { token } })
    return 'refused'
  })
  if (outcome !== undefined) return <Came outcome={outcome} />
  return (
    <Door title={t('emailChange.title')}>
      <p>{t(`emailChange.${side}`)}</p>
      <Form label={t('emailChange.title')} onSubmit={confirm}><SubmitButton wide size="lg">{t('emailChange.confirm')}</SubmitButton></Form>
      {side === 'old' && (
        <>
          <p>{t('emailChange.notMe')}</p>
          <Form label={t('emailChange.refuse')} onSubmit={refuse}><SubmitButton wide size="lg" variant="danger">{t('emailChange.refuse')}</SubmitButton></Form>
        </>
      )}
    </Door>
  )
}

export function EmailChangeOldPage() {
  const token = useLinkToken()
  return <ByLink key={token} token={token} side="old" />
}

export function EmailChangeNewPage() {
  const token = useLinkToken()
  return <ByLink key={token} token={token} side="new" />
}
