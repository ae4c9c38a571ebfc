import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, unwrap } from '~/api/client'
import { useTexts } from '~/i18n'
import { useDebounced } from '~/lib/debounced'
import { PasswordField } from '~/ui'

import styles from './auth.module.css'

interface Typed { password: string; email: string; name: string }

const nothing: Typed = { password: '', email: '', name: '' }

export interface NewPasswordProps {
  label: string
  hint: string
  /** 15, or 8 where the account has, or may have, a second factor. */
  least: 8 | 15
  autoFocus?: boolean
}

/**
 * The field of a password that is being chosen, with a meter that asks the one who decides: the server. What was
 * typed is kept no longer than the question takes.
 */
export function NewPassword({ label, hint, least, autoFocus }: NewPasswordProps) {
  const [typed, setTyped] = useState(nothing)
  const change = (event: FormEvent<HTMLInputElement>) => {
    const values = new FormData(event.currentTarget.form ?? undefined)
    const text = (name: string) => String(values.get(name) ?? '')
    setTyped({ password: event.currentTarget.value, email: text('email'), name: text('name') })
  }
  return (
    <div className={styles['newPassword']}>
      <PasswordField label={label} hint={hint} autoComplete="new-password" required minLength={least} maxLength={1024} autoFocus={autoFocus ?? false} onInput={change} />
      <Meter typed={typed} least={least} />
    </div>
  )
}

function Meter({ typed, least }: { typed: Typed; least: 8 | 15 }) {
  const t = useTexts('auth')
  const asked = useDebounced(typed, 250)
  const long = [...asked.password.normalize('NFC')].length >= least
  const strength = useQuery({
    queryKey: ['password-strength', asked, least],
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/auth/password/strength', { body: { ...asked, second_factor: least === 8 }, signal })),
    enabled: long && asked.password.length <= 1024,
    gcTime: 0,
    retry: false,
    placeholderData: (before) => before,
  }).data
  const known = long ? strength : undefined
  const refused = known !== undefined && known.reason !== ''
  const text = known === undefined ? '' : refused && known.score > 0 ? t('strength.leaked') : t(`strength.${known.score as 0 | 1 | 2 | 3 | 4}`)
  return (
    <>
      <span className={styles['meter']} data-score={refused ? 0 : known?.score} aria-hidden="true"><span /><span /><span /><span /></span>
      <span className={styles['strength']} role="status">{text}</span>
    </>
  )
}
