import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { meQuery } from '~/data'
import { signOut } from '~/features/auth'
import { Keys } from '~/features/machines'
import { useTexts } from '~/i18n'
import { Banner, Icon, type IconName } from '~/ui'

import { Appearance } from './Appearance'
import { Connected } from './Connected'
import { Factors } from './Factors'
import { Frame } from './Frame'
import { Passkeys } from './Passkeys'
import { Password } from './Password'
import { Profile } from './Profile'
import { Sessions } from './Sessions'
import styles from './settings.module.css'

/** The pages of an account, in their order: a new one is one line here. */
const pages: ReadonlyArray<{ id: 'profile' | 'appearance' | 'password' | 'passkeys' | 'factors' | 'providers' | 'sessions' | 'keys'; icon: IconName; Page: () => ReactNode }> = [
  { id: 'profile', icon: 'user', Page: Profile },
  { id: 'appearance', icon: 'sun', Page: Appearance },
  { id: 'password', icon: 'lock', Page: Password },
  { id: 'passkeys', icon: 'key', Page: Passkeys },
  { id: 'factors', icon: 'shield', Page: Factors },
  { id: 'providers', icon: 'external', Page: Connected },
  { id: 'sessions', icon: 'globe', Page: Sessions },
  { id: 'keys', icon: 'keyboard', Page: Keys },
]

export function AccountPage() {
  const t = useTexts('account')
  const { page } = useSearch({ strict: false }) as { page?: string }
  // What a company's provider has vouched for reaches nothing of the account.
  const bound = useQuery(meQuery()).data?.bound_to !== undefined
  const titled = pages.filter(({ id }) => !bound || id === 'appearance').map((one) => ({ ...one, title: t(`page.${one.id}`) }))
  const at = titled.find((one) => one.id === page) ?? titled[0]
  if (at === undefined) return null
  return (
    <Frame
      label={t('nav')} pages={titled} at={at} link={({ id }, props) => <Link to="/settings" search={{ page: id }} {...props} />}
      before={<Link to="/" className={styles['link'] ?? ''}><Icon name="chevronLeft" />{t('back')}</Link>}
      after={<button type="button" className={styles['link']} onClick={() => void signOut()}><Icon name="logout" />{t('common:action.signOut')}</button>}
    >
      {bound && <Banner tone="accent">{t('bound')}</Banner>}
      <at.Page />
    </Frame>
  )
}
