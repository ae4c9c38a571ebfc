import { connection } from '~/api/connection'
import { engine } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { present, skew } from '~/lib/clock'
import { useStore } from '~/lib/store'
import { Icon } from '~/ui'

import styles from './shell.module.css'

/** Says that the server isn't reached, and how many changes wait for it. */
export function ConnectionBanner() {
  const t = useTexts('shell')
  const state = useStore(connection.state)
  const waiting = useStore(engine.waiting)
  const wrong = useStore(skew)
  if (state === 'online' && wrong === 0) return null
  if (state === 'online') {
    return <p role="status" className={styles['connection']}><Icon name="clock" /><span>{t('clock', { now: formatDate(present(), { dateStyle: 'medium', timeStyle: 'short' }) })}</span></p>
  }
  return (
    <p role="status" className={styles['connection']}>
      <Icon name="offline" />
      <span>{t(state === 'offline' ? 'connection.offline' : 'connection.reconnecting')} {waiting > 0 && t('connection.waiting', { count: waiting })}</span>
    </p>
  )
}
