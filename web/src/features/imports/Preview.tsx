import type { Import } from '~/data'
import { useTexts } from '~/i18n'
import { Badge, Banner, type Tone } from '~/ui'

import styles from './imports.module.css'
import { counted, type Counts, type Group, groupsOf } from './model'

/** What an import would make, and the ledger of what won't come along. */
export function Preview({ preview }: { preview: Import }) {
  const t = useTexts('imports')
  return (
    <section className={styles['stack']} aria-label={t('preview')}>
      {preview.already_imported
        ? <Banner tone="warning" live>{t('already')}</Banner>
        : <Banner tone="accent" live title={t('wouldMake', { name: preview.name })}><CountList counts={preview.counts} /></Banner>}
      <LedgerList groups={groupsOf(preview.ledger)} />
    </section>
  )
}

export function CountList({ counts }: { counts: Counts }) {
  const t = useTexts('imports')
  const list = counted(counts)
  return list.length === 0 ? <p>{t('nothing')}</p> : <ul className={styles['counts']}>{list.map(({ name, count }) => <li key={name}>{t(`count.${name}`, { count })}</li>)}</ul>
}

const tones: Record<string, Tone> = { warning: 'danger', lost: 'warning', changed: 'accent', info: 'neutral' }

export function LedgerList({ groups }: { groups: readonly Group[] }) {
  const t = useTexts('imports')
  if (groups.length === 0) return <p className={styles['soft']}>{t('all')}</p>
  return (
    <div className={styles['stack']}>
      <h2 className={styles['heading']}>{t('ledger')}</h2>
      {groups.map((group) => <Part key={`${group.severity} ${group.kind}`} group={group} />)}
    </div>
  )
}

function Part({ group: { severity, kind, count, entries } }: { group: Group }) {
  const t = useTexts('imports')
  return (
    <details className={styles['part']}>
      <summary><Badge tone={tones[severity] ?? 'neutral'}>{t(`severity.${severity}` as 'severity.lost')}</Badge> <span>{entries[0]?.reason ?? kind.replaceAll('_', ' ')}</span> <span className={styles['soft']}>× {count}</span></summary>
      <ul className={styles['entries']}>
        {entries.map((entry, at) => <li key={at}><bdi>{entry.title ?? entry.where ?? entry.source_id ?? kind}</bdi>{entry.reason !== entries[0]?.reason && <span className={styles['soft']}> · {entry.reason}</span>}</li>)}
        {count > entries.length && <li className={styles['soft']}>{t('andMore', { count: count - entries.length })}</li>}
      </ul>
    </details>
  )
}
