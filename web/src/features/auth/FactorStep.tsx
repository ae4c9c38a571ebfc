import { useState } from 'react'

import type { ApiProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { Button, Form, SubmitButton } from '~/ui'

import styles from './auth.module.css'
import { type CodeMethod, CodeStep } from './CodeStep'
import { answer, explainPasskey, hasPasskeys, type RequestOptions } from './passkey'

/** What is sent of a second factor. */
export type Proof = { method: CodeMethod; code: string } | { method: 'passkey'; assertion: string }

export interface FactorStepProps {
  /** What the account has. */
  methods: readonly string[]
  submit: string
  /** Gets what a passkey is asked. */
  question: () => Promise<RequestOptions>
  onSend: (proof: Proof) => Promise<void>
  onBack?: () => void
  explainProblem?: (problem: ApiProblem) => string | undefined
}

/** Asks for a second factor: for a passkey where there is one, or for a code instead. */
export function FactorStep({ methods, submit, question, onSend, onBack, explainProblem }: FactorStepProps) {
  const t = useTexts('auth')
  const codes = methods.filter((method) => method !== 'passkey')
  const passkey = methods.includes('passkey')
  const [byCode, setByCode] = useState(!passkey || (codes.length > 0 && !hasPasskeys()))
  const send = async () => onSend({ method: 'passkey', assertion: await answer(await question()) })
  if (!byCode) {
    return (
      <div className={styles['steps']}>
        <Form label={t('factor.title')} onSubmit={send} explainProblem={(problem) => explainPasskey(problem, t) ?? explainProblem?.(problem)}>
          <p>{t('passkey.text')}</p>
          <SubmitButton wide size="lg">{t('passkey.use')}</SubmitButton>
        </Form>
        {codes.length > 0 && <Button variant="ghost" onClick={() => setByCode(true)}>{t('passkey.other')}</Button>}
        {onBack !== undefined && <Button variant="ghost" onClick={onBack}>{t('factor.back')}</Button>}
      </div>
    )
  }
  return (
    <div className={styles['steps']}>
      <CodeStep methods={codes} submit={submit} onSend={(method, code) => onSend({ method, code })} {...(explainProblem && { explainProblem })} {...(onBack && { onBack })} />
      {passkey && <Button variant="ghost" onClick={() => setByCode(false)}>{t('passkey.use')}</Button>}
    </div>
  )
}
