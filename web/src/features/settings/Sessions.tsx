import { useQuery } from '@tanstack/react-query'

import { api } from '~/api/client'
import { isProblem } from '~/api/problem'
import { keys, queryClient, type Session, sessionsQuery } from '~/data'
import { signOutEverywhere } from '~/features/auth'
import { useTexts } from '~/i18n'
import { formatAgo, formatCountry, formatDate } from '~/i18n/format'
import { explain } from '~/lib/explain'
import { useNow } from '~/lib/now'
import { AlertDialog, Badge, Button, Icon, Skeleton, toast } from '~/ui'

import styles from './settings.module.css'

/** Where somebody is signed in, and the ways out: one of them, all others, this one, all. */
export function Sessions() {
  const t = useTexts('account')
  const list = useQuery(sessionsQuery()).data
  const others = list?.filter((one) => !one.current) ?? []
  const end = (work: Promise<unknown>) => explained(async () => {
    await work
    // A proof that was asked for has given this browser another session.
    await queryClient.invalidateQueries({ queryKey: keys.sessions() })
    toast({ text: t('ended') })
  })
  const explained = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      if (!isProblem(error)) throw error
      toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
    }
  }
  return (
    <div className={styles['stack']}>
      <p className={styles['soft']}>{t('sessionsText')}</p>
      {list === undefined ? <Skeleton height="16" /> : (
        <ul className={styles['rows']}>
          {list.map((one) => <Row key={one.id} session={one} onEnd={() => void end(api.DELETE('/api/v1/me/sessions/{session_id}', { params: { path: { session_id: one.id } } }))} />)}
        </ul>
      )}
      <div className={styles['buttons']}>
        {others.length > 0 && (
          <AlertDialog title={t('endOthersTitle')} action={t('endOthers')} danger trigger={<Button variant="danger">{t('endOthers')}</Button>} onConfirm={() => void end(api.POST('/api/v1/me/sessions/revoke-others'))}>
            {t('endOthersText')}
          </AlertDialog>
        )}
        <AlertDialog title={t('endAllTitle')} action={t('endAll')} danger trigger={<Button variant="danger">{t('endAll')}</Button>} onConfirm={() => void explained(signOutEverywhere)}>
          {t('endAllText')}
        </AlertDialog>
      </div>
    </div>
  )
}

function Row({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const t = useTexts('account')
  const now = useNow()
  const seen = new Date(session.last_seen_at)
  return (
    <li className={styles['row']}>
      <Icon name={session.kind === 'browser' ? 'globe' : 'keyboard'} />
      <div className={styles['rowText']}>
        <p><bdi title={session.user_agent}>{session.device || session.user_agent || t('unknownDevice')}</bdi> {session.current && <Badge tone="accent">{t('thisOne')}</Badge>}</p>
        <p className={styles['soft']}><bdi>{placeOf(session)}</bdi> · <time dateTime={session.last_seen_at} title={formatDate(seen, { dateStyle: 'medium', timeStyle: 'short' })}>{t('seen', { ago: formatAgo(seen, now) })}</time></p>
      </div>
      {!session.current && <Button size="sm" onClick={onEnd}>{t('end')}</Button>}
    </li>
  )
}

/** Where a session is: its city and country if the server knows them, and its address. */
function placeOf({ city, country, address }: Session): string {
  return [city, country === '' ? '' : formatCountry(country), address].filter((part) => part !== '').join(', ')
}
