import type { ReactNode } from 'react'

import { useTexts } from '~/i18n'

import styles from './auth.module.css'

/** The frame of the pages for people who aren't signed in. */
export function Door({ title, children, below }: { title: string; children: ReactNode; below?: ReactNode }) {
  const t = useTexts()
  return (
    <main className={styles['door']}>
      <div className={styles['card']}>
        <p className={styles['brand']}>{t('app')}</p>
        <h1 className={styles['title']}>{title}</h1>
        {children}
        {below !== undefined && <p className={styles['below']}>{below}</p>}
      </div>
    </main>
  )
}
