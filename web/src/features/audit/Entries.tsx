import type { AuditEntry, Member } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { Badge, type ColumnOf, Table, type Tone } from '~/ui'

import styles from './audit.module.css'
import { useEventName } from './useEventName'

export interface EntriesProps { list: readonly AuditEntry[]; members: readonly Member[]; onOpen: (entry: AuditEntry) => void; onTarget: (target: string) => void }

export const tones: Record<AuditEntry['outcome'], Tone> = { success: 'success', failed: 'warning', denied: 'danger' }

export function Entries({ list, members, onOpen, onTarget }: EntriesProps) {
  const t = useTexts('audit')
  const nameOf = useEventName()
  const columns: Array<ColumnOf<AuditEntry>> = [
    { key: 'at', head: t('time'), cell: (one) => <time className={styles['whole']} dateTime={one.at}>{formatDate(new Date(one.at), { dateStyle: 'medium', timeStyle: 'medium' })}</time> },
    { key: 'what', head: t('what'), cell: (one) => <button type="button" className={styles['name']} onClick={() => onOpen(one)}>{nameOf(one.name)}</button> },
    { key: 'who', head: t('who'), cell: (one) => <bdi>{whoOf(one, members, t)}</bdi> },
    { key: 'outcome', head: t('outcome'), cell: (one) => <Badge tone={tones[one.outcome]}>{t(`outcomes.${one.outcome}`)}</Badge> },
    { key: 'target', head: t('target'), wideOnly: true, cell: (one) => (one.target === undefined || one.target === '' ? null : <button type="button" className={styles['target']} title={t('onlyThis')} onClick={() => onTarget(one.target ?? '')}><code>{one.target}</code></button>) },
  ]
  return <Table label={t('title')} rows={list} rowKey={(one) => one.id} columns={columns} />
}

export function whoOf(one: AuditEntry, members: readonly Member[], t: (key: 'common:person.somebody' | 'nobodySigned') => string): string {
  if (one.actor_id === undefined) return t('nobodySigned')
  return members.find((member) => member.user_id === one.actor_id)?.name ?? t('common:person.somebody')
}
