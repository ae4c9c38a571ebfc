import { useInfiniteQuery, useQuery } from '@tanstack/react-query'

import { type ActivityEvent, columnsQuery, type Member, membersQuery, taskActivityQuery } from '~/data'
import { useRuleText } from '~/features/list'
import { type AnyKey, text, useTexts } from '~/i18n'
import { formatAgo, formatDate, formatList } from '~/i18n/format'
import '~/i18n/late/events'
import { useNow } from '~/lib/now'
import { Avatar, Button, Skeleton } from '~/ui'

import { changedFields } from './model'
import styles from './task.module.css'

/** What happened to a task, the latest first. */
export function Activity({ ws, task }: { ws: string; task: string }) {
  const t = useTexts('task')
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(taskActivityQuery(ws, task))
  const members = useQuery(membersQuery(ws)).data ?? []
  const list = data?.pages.flatMap((page) => page.items ?? [])
  if (list === undefined) return <Skeleton height="16" />
  return (
    <section aria-label={t('activity')} className={styles['part']}>
      {list.length === 0 && <p className={styles['soft']}>{t('nothingHappened')}</p>}
      <ul className={styles['comments']}>{list.map((one) => <Happening key={one.id} ws={ws} event={one} members={members} />)}</ul>
      {hasNextPage && <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common:action.showMore')}</Button>}
    </section>
  )
}

function Happening({ ws, event, members }: { ws: string; event: ActivityEvent; members: readonly Member[] }) {
  const t = useTexts('task')
  const now = useNow()
  const who = members.find((one) => one.user_id === event.actor_id)?.name ?? t('common:person.somebody')
  const at = new Date(event.at)
  return (
    <li className={styles['comment']}>
      <Avatar id={event.actor_id ?? ''} name={who} size="sm" decorative />
      <p className={styles['happening']}>
        <bdi className={styles['author']}>{who}</bdi> · {text(`events:name.${event.kind.replaceAll('.', '_')}` as AnyKey, { defaultValue: event.kind })} <What ws={ws} event={event} members={members} />{' '}
        <time className={styles['soft']} dateTime={event.at} title={formatDate(at, { dateStyle: 'full', timeStyle: 'short' })}>{formatAgo(at, now)}</time>
      </p>
    </li>
  )
}

/** From what to what, where the event says. */
function What({ ws, event, members }: { ws: string; event: ActivityEvent; members: readonly Member[] }) {
  const t = useTexts('task')
  const rule = useRuleText()
  const data = (typeof event.data === 'object' && event.data !== null ? event.data : {}) as Record<string, unknown>
  const columns = useQuery({ ...columnsQuery(ws, event.project_id ?? ''), enabled: event.kind === 'task.moved' && event.project_id !== undefined }).data
  if (event.kind === 'task.moved') {
    const name = (id: unknown) => columns?.find((one) => one.id === id)?.name
    const [from, to] = [name(data['from_column_id']), name(data['column_id'])]
    return to === undefined || from === to ? null : <bdi>{from === undefined ? t('into', { to }) : t('fromTo', { from, to })}</bdi>
  }
  if (event.kind !== 'task.updated') return null
  const said = changedFields(data).map(({ field, from, to }) => {
    const label = text(`common:field.${field}` as AnyKey, { defaultValue: text('common:field.other') })
    const [before, after] = [shown(field, from, members, rule), shown(field, to, members, rule)]
    return before === undefined || after === undefined ? label : `${label}: ${t('fromTo', { from: before, to: after })}`
  })
  return <bdi>{formatList(said)}</bdi>
}

/** What is short enough to be read in a line; undefined says only that it changed. */
function shown(field: string, value: unknown, members: readonly Member[], rule: (rule: string) => string): string | undefined {
  if (field === 'assignee_id') return value === null || value === '' ? text('common:person.unassigned') : (members.find((one) => one.user_id === value)?.name ?? text('common:person.somebody'))
  if (field === 'priority' && typeof value === 'string') return text(`common:priority.${value}` as AnyKey, { defaultValue: value })
  if (field === 'due') return value === null ? text('common:date.none') : typeof value === 'string' ? formatDate(new Date(value.length === 10 ? `${value}T00:00` : value)) : undefined
  if (field === 'repeat') return typeof value === 'object' && value !== null && 'rule' in value ? rule(String(value.rule)) : text('list:repeat.none')
  if (field === 'title' && typeof value === 'string') return `“${value.length > 60 ? `${value.slice(0, 59)}…` : value}”`
  return undefined
}
