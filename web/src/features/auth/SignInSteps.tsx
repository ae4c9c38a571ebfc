import { type ReactNode, useState } from 'react'

import { api, unwrap } from '~/api/client'
import type { Account } from '~/data'
import { useTexts } from '~/i18n'
import { Form, PasswordField, SubmitButton, TextField } from '~/ui'

/** A step of signing in: it shows what it asks, and says what comes next. */
interface StepProps { email: string; submit: string; onNext: (outcome: Outcome) => void }
type Outcome = { done: Account | undefined } | { step: StepName; email: string }
type StepName = keyof typeof steps

/** Each way to prove who one is, is one step here; the first is the one that everybody has. */
const steps = { password: PasswordStep } satisfies Record<string, (props: StepProps) => ReactNode>

export interface SignInStepsProps { email?: string; submit: string; onDone: (account: Account | undefined) => void }

export function SignInSteps({ email = '', submit, onDone }: SignInStepsProps) {
  const [at, setAt] = useState<{ step: StepName; email: string }>({ step: 'password', email })
  const Step = steps[at.step]
  return <Step email={at.email} submit={submit} onNext={(outcome) => ('done' in outcome ? onDone(outcome.done) : setAt(outcome))} />
}

function PasswordStep({ email, submit, onNext }: StepProps) {
  const t = useTexts('auth')
  const send = async ({ email = '', password = '' }: Record<string, string>) => {
    const { user } = await unwrap(api.POST('/api/v1/auth/login', { body: { email: email.trim(), password, client: 'browser' } }))
    onNext({ done: user })
  }
  return (
    <Form label={submit} onSubmit={send} explainProblem={(problem) => (problem.status === 401 ? t('login.wrong') : undefined)}>
      <TextField label={t('login.email')} name="email" type="email" autoComplete="username" inputMode="email" autoCapitalize="none" spellCheck={false} required maxLength={254} defaultValue={email} autoFocus={email === ''} dir="ltr" />
      <PasswordField label={t('login.password')} autoComplete="current-password" required maxLength={1024} autoFocus={email !== ''} />
      <SubmitButton wide size="lg">{submit}</SubmitButton>
    </Form>
  )
}
