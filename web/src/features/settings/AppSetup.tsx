import { useQuery } from '@tanstack/react-query'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { Banner, Form, FormActions, Skeleton, SubmitButton, TextField } from '~/ui'

import styles from './settings.module.css'

/** Tells an authenticator app its secret, and turns it on by its first code. */
export function AppSetup({ onDone }: { onDone: (codes: string[]) => void }) {
  const t = useTexts('account')
  // A secret of its own each time that this is opened; it is kept nowhere else.
  const { data: secret, error } = useQuery({ queryKey: ['totpSecret'], queryFn: () => unwrap(api.POST('/api/v1/me/totp')), gcTime: 0, staleTime: Infinity })
  if (isProblem(error)) return <Banner tone="danger" live>{explain(error)}</Banner>
  if (secret === undefined) return <Skeleton height="40" />
  const confirm = async ({ code = '' }: Record<string, string>) => {
    onDone((await unwrap(api.POST('/api/v1/me/totp/confirm', { body: { code: code.trim() } }))).codes ?? [])
  }
  return (
    <div className={styles['stack']}>
      <p>{t('factors.scan')}</p>
      <svg className={styles['qr']} viewBox={`-4 -4 ${secret.qr.size + 8} ${secret.qr.size + 8}`} role="img" aria-label={t('factors.qr')}><path d={secret.qr.path} /></svg>
      <p>{t('factors.byHand')} <code className={styles['secret']} dir="ltr">{secret.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code></p>
      <Form label={t('factors.add')} onSubmit={confirm}>
        <TextField label={t('factors.code')} hint={t('factors.codeHint')} name="code" required autoComplete="one-time-code" inputMode="numeric" maxLength={16} minLength={6} dir="ltr" />
        <FormActions><SubmitButton>{t('factors.turnOn')}</SubmitButton></FormActions>
      </Form>
    </div>
  )
}
