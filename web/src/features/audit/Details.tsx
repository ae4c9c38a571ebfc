import type { AuditEntry, Member } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { Badge, Button, Dialog, toast } from '~/ui'

import styles from './audit.module.css'
import { tones, whoOf } from './Entries'
import { useEventName } from './useEventName'

/** Everything that is known of one entry. */
export function Details({ entry, members, onClose }: { entry: AuditEntry; members: readonly Member[]; onClose: () => void }) {
  const t = useTexts('audit')
  const nameOf = useEventName()
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(entry, null, 2))
    toast({ text: t('copied') })
  }
  const facts: Array<[string, string | undefined]> = [
    [t('time'), formatDate(new Date(entry.at), { dateStyle: 'full', timeStyle: 'long' })], [t('event'), entry.name], [t('who'), whoOf(entry, members, t)], [t('reason'), entry.reason],
    [t('target'), entry.target], [t('address'), entry.address], [t('agent'), entry.user_agent], [t('session'), entry.session_id], [t('request'), entry.request_id], [t('id'), entry.id],
    ...Object.entries(entry.details ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  ]
  return (
    <Dialog open title={nameOf(entry.name)} onOpenChange={(open) => !open && onClose()} actions={<Button icon="copy" onClick={() => void copy()}>{t('copy')}</Button>}>
      <p><Badge tone={tones[entry.outcome]}>{t(`outcomes.${entry.outcome}`)}</Badge></p>
      <dl className={styles['facts']}>
        {facts.filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => <div key={name}><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>)}
      </dl>
    </Dialog>
  )
}
