import { type ReactNode, useState } from 'react'

import { api, unwrap } from '~/api/client'
import type { components } from '~/api/schema'
import type { Account } from '~/data'
import { useTexts } from '~/i18n'
import { Form, PasswordField, SubmitButton, TextField } from '~/ui'

import styles from './auth.module.css'
import { FactorStep, type Proof } from './FactorStep'
import { PasskeyDoor } from './PasskeyDoor'

type SignedIn = components['schemas']['SessionsSignedIn']

/** A step of signing in: it shows what it asks, and says what the server answered. */
interface StepProps { email: string; submit: string; onAnswer: (answer: SignedIn, email: string) => void }

export interface SignInStepsProps { email?: string; /** A sign-in that waits already. */ mfa?: NonNullable<SignedIn['mfa']>; submit: string; onDone: (account: Account | undefined) => void }

/** A passkey; or the password, then the second factor where the account has one. */
export function SignInSteps({ email = '', mfa: waiting, submit, onDone }: SignInStepsProps): ReactNode {
  const [at, setAt] = useState<{ email: string; mfa?: NonNullable<SignedIn['mfa']>; again?: boolean }>({ email, ...(waiting && { mfa: waiting }) })
  const next = (answer: SignedIn, typed: string) => (answer.mfa === undefined ? onDone(answer.user) : setAt({ email: typed, mfa: answer.mfa }))
  const { mfa } = at
  if (mfa === undefined) {
    return (
      <div className={styles['ways']}>
        <PasswordStep email={at.email} submit={submit} onAnswer={next} />
        <PasskeyDoor onAnswer={(answer) => next(answer, at.email)} />
      </div>
    )
  }
  return <SecondStep mfa={mfa} submit={submit} onBack={() => setAt({ email: at.email })} onDone={onDone} />
}

export interface SecondStepProps { mfa: NonNullable<SignedIn['mfa']>; submit: string; onBack: () => void; onDone: (account: Account | undefined) => void }

/** The second factor of a sign-in that waits for it, whatever it began with. */
export function SecondStep({ mfa, submit, onBack, onDone }: SecondStepProps) {
  const t = useTexts('auth')
  const send = async (proof: Proof) => {
    onDone((await unwrap(api.POST('/api/v1/auth/mfa/verify', { body: { mfa_token: mfa.token, ...proof } }))).user)
  }
  return (
    <FactorStep
      methods={mfa.methods ?? []} submit={submit} onSend={send} onBack={onBack}
      question={() => unwrap(api.POST('/api/v1/auth/mfa/passkey', { body: { mfa_token: mfa.token } }))}
      explainProblem={(problem) => (problem.status === 401 ? t('factor.over') : undefined)}
    />
  )
}

function PasswordStep({ email, submit, onAnswer }: StepProps) {
  const t = useTexts('auth')
  const send = async ({ email = '', password = '' }: Record<string, string>) => {
    onAnswer(await unwrap(api.POST('/api/v1/auth/login', { body: { email: email.trim(), password, client: 'browser' } })), email.trim())
  }
  return (
    <Form label={submit} onSubmit={send} explainProblem={(problem) => (problem.status === 401 ? t('login.wrong') : undefined)}>
      <TextField label={t('login.email')} name="email" type="email" autoComplete="username webauthn" inputMode="email" autoCapitalize="none" spellCheck={false} required maxLength={254} defaultValue={email} autoFocus={email === ''} dir="ltr" />
      <PasswordField label={t('login.password')} autoComplete="current-password" required maxLength={1024} autoFocus={email !== ''} />
      <SubmitButton wide size="lg">{submit}</SubmitButton>
    </Form>
  )
}
