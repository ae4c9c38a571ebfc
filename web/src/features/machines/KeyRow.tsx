import type { ReactNode } from 'react'

import { useTexts } from '~/i18n'
import { formatAgo, formatDate } from '~/i18n/format'
import { useNow } from '~/lib/now'
import { Badge, Icon } from '~/ui'

import styles from './machines.module.css'
import { type APIKey, ending } from './model'

/** What a key is, where it holds, and when it was used. */
export function KeyRow({ one, of, children }: { one: APIKey; of: ReactNode; children: ReactNode }) {
  const t = useTexts('machines')
  const now = useNow()
  const expires = new Date(one.expires_at)
  const state = ending(expires, now)
  const used = one.last_used_at === null ? t('neverUsed') : t('used', { ago: formatAgo(new Date(one.last_used_at), now) })
  const bound = [...(one.bound ? [t('inProjects', { count: one.project_ids?.length ?? 0 })] : []), ...(one.networks ?? [])].join(', ')
  return (
    <li className={styles['row']}>
      <Icon name="lock" />
      <div className={styles['rowText']}>
        <p className={styles['strong']}>
          <bdi>{one.name}</bdi> <code className={styles['soft']} dir="ltr">{one.hint}…</code>
          {state === 'over' && <Badge tone="danger">{t('over')}</Badge>}
          {state === 'soon' && <Badge tone="warning">{t('soon')}</Badge>}
        </p>
        <p className={styles['soft']}>{of}{bound !== '' && <> · <bdi>{bound}</bdi></>}</p>
        <p className={styles['soft']} dir="ltr">{(one.scopes ?? []).join(' ')}</p>
        <p className={styles['soft']}>{used} · <time dateTime={one.expires_at}>{t('until', { date: formatDate(expires) })}</time></p>
      </div>
      {children}
    </li>
  )
}
