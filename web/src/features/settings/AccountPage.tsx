import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { useTexts } from '~/i18n'
import { cx, Icon, type IconName } from '~/ui'

import { Appearance } from './Appearance'
import { Factors } from './Factors'
import { Password } from './Password'
import { Profile } from './Profile'
import { Sessions } from './Sessions'
import styles from './settings.module.css'

/** The pages of an account, in their order: a new one is one line here. */
const pages: ReadonlyArray<{ id: 'profile' | 'appearance' | 'password' | 'factors' | 'sessions'; icon: IconName; Page: () => ReactNode }> = [
  { id: 'profile', icon: 'user', Page: Profile },
  { id: 'appearance', icon: 'sun', Page: Appearance },
  { id: 'password', icon: 'lock', Page: Password },
  { id: 'factors', icon: 'shield', Page: Factors },
  { id: 'sessions', icon: 'globe', Page: Sessions },
]

export function AccountPage() {
  const t = useTexts('account')
  const { page } = useSearch({ strict: false }) as { page?: string }
  const at = pages.find((one) => one.id === page) ?? pages[0]
  return (
    <div className={styles['account']}>
      <nav aria-label={t('nav')} className={styles['nav']}>
        <Link to="/" className={styles['link']}><Icon name="chevronLeft" />{t('back')}</Link>
        {pages.map(({ id, icon }) => (
          <Link key={id} to="/settings" search={{ page: id }} aria-current={id === at?.id ? 'page' : undefined} className={cx(styles['link'], id === at?.id && styles['here'])}><Icon name={icon} />{t(`page.${id}`)}</Link>
        ))}
      </nav>
      <main className={styles['content']}>
        <h1 className={styles['title']}>{at && t(`page.${at.id}`)}</h1>
        {at && <at.Page />}
      </main>
    </div>
  )
}
