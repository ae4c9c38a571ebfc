import { useQuery } from '@tanstack/react-query'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import type { components } from '~/api/schema'
import { keys, meQuery, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { Banner, Button, Form, FormActions, Skeleton, SubmitButton, TextField } from '~/ui'

import styles from './settings.module.css'

type Pending = components['schemas']['EmailchangePending']

const pending = ['emailChange'] as const
const fetchPending = (abort: AbortSignal) => unwrap(api.GET('/api/v1/me/email', { signal: abort }))

/** While a change waits, the links are used elsewhere: it is asked for again, and the address with it once it is over. */
async function look(abort: AbortSignal): Promise<Pending> {
  const before = queryClient.getQueryData<Pending>(pending)
  const now = await fetchPending(abort)
  if (before?.waiting !== undefined && now.waiting === undefined) await queryClient.invalidateQueries({ queryKey: keys.me() })
  return now
}

/** The address of an account, and the change of it that waits. */
export function Email() {
  const t = useTexts('account')
  const me = useQuery(meQuery()).data
  const known = useQuery({ queryKey: pending, queryFn: ({ signal }) => look(signal), refetchInterval: ({ state }) => (state.data?.waiting === undefined ? false : 2000) }).data
  if (me === undefined || known === undefined) return <Skeleton height="24" />
  const ask = async ({ email = '' }: Record<string, string>) => {
    queryClient.setQueryData(pending, await unwrap(api.POST('/api/v1/me/email', { body: { email: email.trim() } })))
  }
  return (
    <section className={styles['stack']} aria-labelledby="address">
      <h2 id="address" className={styles['strong']}>{t('email')}</h2>
      <p><bdi dir="ltr">{me.email}</bdi></p>
      {known.waiting !== undefined && <Waiting change={known.waiting} />}
      <Form key={known.waiting?.asked_at ?? me.email} label={t('emailChange.title')} onSubmit={ask}>
        <TextField label={t('emailChange.new')} hint={t('emailChange.hint')} name="email" type="email" autoComplete="email" inputMode="email" autoCapitalize="none" spellCheck={false} required maxLength={254} dir="ltr" />
        <FormActions><SubmitButton>{t('emailChange.submit')}</SubmitButton></FormActions>
      </Form>
    </section>
  )
}

function Waiting({ change }: { change: NonNullable<Pending['waiting']> }) {
  const t = useTexts('account')
  const cancel = async () => {
    try {
      await api.DELETE('/api/v1/me/email')
    } catch (error) {
      if (!isProblem(error, 'not-found')) throw error // it is over already
    }
    await queryClient.invalidateQueries({ queryKey: pending })
  }
  const state = change.confirmed_by_new ? 'onlyOld' : change.confirmed_by_old ? 'onlyNew' : 'both'
  return (
    <Banner live actions={<Button size="sm" onClick={() => void cancel()}>{t('emailChange.cancel')}</Button>}>
      {t(`emailChange.${state}`, { email: change.email, time: formatDate(new Date(change.expires_at), { timeStyle: 'short' }) })}
    </Banner>
  )
}
