import { useQuery } from '@tanstack/react-query'

import { api, ifMatch, unwrap } from '~/api/client'
import { keys, meQuery, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { Form, FormActions, SubmitButton, TextField, toast } from '~/ui'

import { Email } from './Email'
import { signal } from './signals'

export function Profile() {
  const t = useTexts('account')
  const me = useQuery(meQuery()).data
  if (me === undefined) return null
  const save = async ({ name = '' }: Record<string, string>) => {
    const saved = await unwrap(api.PATCH('/api/v1/me', { body: { name: name.trim() }, headers: ifMatch(me.version) }))
    queryClient.setQueryData(keys.me(), saved)
    toast({ text: t('common:state.saved') })
    // An authenticator shows the account's name beside its passkey.
    await api.GET('/api/v1/me/passkeys').then(({ data }) => (data === undefined ? undefined : signal(data, saved)), () => undefined)
  }
  return (
    <>
      <Form label={t('page.profile')} onSubmit={save}>
        <TextField label={t('name')} name="name" autoComplete="name" required maxLength={100} defaultValue={me.name} dir="auto" />
        <FormActions><SubmitButton>{t('common:action.save')}</SubmitButton></FormActions>
      </Form>
      <Email />
    </>
  )
}
