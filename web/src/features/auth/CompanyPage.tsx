import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { prefer, preferences } from '~/lib/preferences'
import { Form, linkClass, SubmitButton, TextField } from '~/ui'

import { Door } from './Door'

/** named is the company in the address, which a company may give its people, or the one that was named here last. */
const named = () => new URLSearchParams(location.search).get('company') ?? preferences().company

/** Asks for the company and goes to its own provider. */
export function CompanyPage() {
  const t = useTexts('auth')
  const { to } = useSearch({ strict: false }) as { to?: string }
  const [last] = useState(named)
  const leave = async ({ company = '' }: Record<string, string>) => {
    const name = company.trim().toLowerCase()
    const { sign_on_url: where } = await unwrap(api.POST('/auth/saml/start', { body: { company: name, ...(to !== undefined && { return_to: to }) } }))
    prefer({ company: name })
    location.assign(where)
  }
  return (
    <Door title={t('company.title')} below={<Link to="/login" className={linkClass}>{t('company.other')}</Link>}>
      <Form label={t('company.title')} onSubmit={leave} explainProblem={(problem) => (isProblem(problem, 'not-found') ? t('company.unknown') : undefined)}>
        <TextField label={t('company.name')} hint={t('company.hint')} name="company" autoComplete="organization" autoCapitalize="none" spellCheck={false} required maxLength={63} autoFocus dir="ltr" defaultValue={last} />
        <SubmitButton wide size="lg">{t('company.submit')}</SubmitButton>
      </Form>
    </Door>
  )
}
