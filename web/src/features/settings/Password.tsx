import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api } from '~/api/client'
import { meQuery } from '~/data'
import { NewPassword } from '~/features/auth'
import { useTexts } from '~/i18n'
import { Banner, Form, FormActions, PasswordField, SubmitButton } from '~/ui'

import { factorsQuery } from './factorsQuery'

export function Password() {
  const t = useTexts('account')
  const email = useQuery(meQuery()).data?.email ?? ''
  const least = useQuery(factorsQuery()).data?.any === true ? 8 : 15
  // A new key empties the form once the password has changed.
  const [changed, setChanged] = useState(0)
  const save = async ({ current = '', password = '' }: Record<string, string>) => {
    await api.POST('/api/v1/me/password', { body: { current_password: current, new_password: password } })
    setChanged(changed + 1)
  }
  return (
    <>
      {changed > 0 && <Banner tone="success" live>{t('passwordChanged')}</Banner>}
      <Form key={changed} label={t('page.password')} onSubmit={save} explainProblem={(problem) => (problem.status === 401 ? t('wrongPassword') : undefined)}>
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordField label={t('current')} name="current" autoComplete="current-password" required maxLength={1024} />
        <NewPassword label={t('new')} hint={t(least === 8 ? 'newHintSecond' : 'newHint')} least={least} />
        <FormActions><SubmitButton>{t('change')}</SubmitButton></FormActions>
      </Form>
    </>
  )
}
