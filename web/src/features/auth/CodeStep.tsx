import { useState } from 'react'

import type { ApiProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { Button, Form, SubmitButton, TextField } from '~/ui'

import styles from './auth.module.css'

export type CodeMethod = 'totp' | 'recovery_code'

export interface CodeStepProps {
  /** What the account has. */
  methods: readonly string[]
  submit: string
  onSend: (method: CodeMethod, code: string) => Promise<void>
  onBack?: () => void
  explainProblem?: (problem: ApiProblem) => string | undefined
}

/** Asks for the code of an authenticator app, or for a recovery code instead. */
export function CodeStep({ methods, submit, onSend, onBack, explainProblem }: CodeStepProps) {
  const t = useTexts('auth')
  const [method, setMethod] = useState<CodeMethod>(methods.includes('totp') ? 'totp' : 'recovery_code')
  const other: CodeMethod = method === 'totp' ? 'recovery_code' : 'totp'
  return (
    <div className={styles['steps']}>
      <Form key={method} label={t('factor.title')} onSubmit={({ code = '' }) => onSend(method, code.trim())} {...(explainProblem && { explainProblem })}>
        <TextField
          label={t(`factor.${method}`)} hint={t(`factor.${method}Hint`)} name="code" required autoFocus dir="ltr" maxLength={64} spellCheck={false} autoCapitalize="none"
          {...(method === 'totp' ? { autoComplete: 'one-time-code', inputMode: 'numeric' as const } : { autoComplete: 'off' })}
        />
        <SubmitButton wide size="lg">{submit}</SubmitButton>
      </Form>
      {methods.includes(other) && <Button variant="ghost" onClick={() => setMethod(other)}>{t(`factor.use.${other}`)}</Button>}
      {onBack !== undefined && <Button variant="ghost" onClick={onBack}>{t('factor.back')}</Button>}
    </div>
  )
}
