import { useQuery } from '@tanstack/react-query'

import { api, unwrap } from '~/api/client'
import { useTexts } from '~/i18n'
import { Form, PasswordField, Skeleton, SubmitButton } from '~/ui'

import { FactorStep, type Proof } from './FactorStep'
import { StepUpByProvider } from './StepUpByProvider'

/** Asks for a proof that it is still the same person, in a way that the account has. */
export function StepUp({ email, onDone }: { email: string; onDone: () => void }) {
  const t = useTexts('auth')
  const submit = t('stepUp.submit')
  // Asked anew each time: a factor may have been added a moment ago.
  const ways = useQuery({ queryKey: ['stepUp'], queryFn: ({ signal }) => unwrap(api.GET('/api/v1/auth/step-up', { signal })), gcTime: 0, staleTime: 0 }).data?.methods
  if (ways === undefined || ways === null) return <Skeleton height="24" />
  if (ways.includes('oidc')) return <StepUpByProvider />
  if (!ways.includes('password')) {
    const send = async (proof: Proof) => {
      await api.POST('/api/v1/auth/step-up', { body: proof })
      onDone()
    }
    return <FactorStep methods={ways} submit={submit} onSend={send} question={() => unwrap(api.GET('/api/v1/auth/step-up/passkey'))} />
  }
  const send = async ({ password = '' }: Record<string, string>) => {
    await api.POST('/api/v1/auth/step-up', { body: { method: 'password', password } })
    onDone()
  }
  return (
    <Form label={submit} onSubmit={send}>
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordField label={t('login.password')} autoComplete="current-password" required maxLength={1024} autoFocus />
      <SubmitButton wide size="lg">{submit}</SubmitButton>
    </Form>
  )
}
