import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useCallback, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'

import { isProblem } from '~/api/problem'
import { boardQuery, labelsQuery, membersQuery } from '~/data'
import { changeMany, FilterField, permitted, TaskSkeleton, Toolbar, useAddress, useRights } from '~/features/list'
import { openQuickAdd } from '~/features/quickadd'
import { text, useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { useCommands } from '~/lib/commands'
import { explain } from '~/lib/explain'
import { speak } from '~/lib/speak'
import { useWorkspace } from '~/lib/workspace'
import { addDays, dueDay, zoneHere } from '~/lib/zone'
import { Banner, Button, IconButton } from '~/ui'

import { Agenda } from './Agenda'
import styles from './calendar.module.css'
import { type Acts, longDay, noon } from './Day'
import { Grid } from './Grid'
import { movedTo, spans, stepped } from './model'
import { Undated } from './Undated'
import { type Found, type Place, useFound, usePlace } from './useCalendar'

const defaults = { group: 'none', sort: 'due' } as const
const narrow = matchMedia('(max-width: 48rem)')

function onNarrow(listener: () => void): () => void {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

/** A project as a calendar: the same tasks and filters as its board, on the days when they are due. */
export function CalendarFace({ project }: { project: string }) {
  const t = useTexts('calendar')
  const { id: ws } = useWorkspace()
  const address = useAddress(defaults)
  const place = usePlace()
  const box = useRef<HTMLElement>(null)
  const { found, error, again } = useFound(ws, project, place.weeks, address.filter)
  const acts = useActs(project, place, found, box)
  const isNarrow = useSyncExternalStore(onNarrow, () => narrow.matches)
  const names = { columns: useQuery(boardQuery(ws, project)).data?.columns, members: useQuery(membersQuery(ws)).data ?? [], labels: useQuery(labelsQuery(ws)).data ?? [] }
  return (
    // The days hear the keys of their tasks.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section ref={box} className={styles['face']} aria-label={t('label')} onKeyDown={(event) => carry(event, place, found, acts)}>
      <Toolbar address={address} names={names} groups={[]} sorts={[]}><FilterField address={address} /></Toolbar>
      <Head place={place} />
      {error !== null && <Banner tone="danger" live actions={<Button size="sm" onClick={again}>{t('common:action.retry')}</Button>}>{isProblem(error) ? explain(error) : t('common:problem.unexpected')}</Banner>}
      {found === undefined && error === null && <TaskSkeleton />}
      {found !== undefined && (
        <div className={styles['body']}>
          {isNarrow ? <Agenda place={place} found={found} acts={acts} /> : <Grid place={place} found={found} acts={acts} />}
          <Undated found={found} acts={acts} />
        </div>
      )}
    </section>
  )
}

function useActs(project: string, place: Place, found: Found | undefined, box: React.RefObject<HTMLElement | null>): Acts {
  const { id: ws, can } = useWorkspace()
  const rights = useRights()
  const [held, hold] = useState<string>()
  const wanted = useRef<string>(undefined)
  const cards = useRef(found?.cards)
  useLayoutEffect(() => {
    cards.current = found?.cards
    const element = wanted.current === undefined ? null : box.current?.querySelector<HTMLElement>(`[data-task="${wanted.current}"]`)
    if (element === null || element === undefined) return
    element.focus()
    wanted.current = undefined
  })
  const move = useCallback((id: string, day: string | null) => {
    const card = cards.current?.get(id)
    const due = day === null ? null : movedTo(card?.due ?? null, day, zoneHere())
    if (card === undefined || due === card.due) return
    changeMany(ws, [card], () => ({ due }))
    speak(due === null ? text('calendar:said.undated', { title: card.title }) : text('calendar:said.moved', { title: card.title, day: longDay(day ?? '') }))
  }, [ws])
  return {
    ws, held, today: place.today, rights, mayCreate: can('tasks:create'), move,
    follow(id) {
      hold(id)
      wanted.current = id
    },
    create: (day) => openQuickAdd({ project, due: day }),
  }
}

const ways: Record<string, (rtl: boolean) => number> = { ArrowLeft: (rtl) => (rtl ? 1 : -1), ArrowRight: (rtl) => (rtl ? -1 : 1), ArrowUp: () => -7, ArrowDown: () => 7 }

/** carry moves the focused task by a day or a week, and goes with it where it goes out of sight. */
function carry(event: KeyboardEvent, place: Place, found: Found | undefined, acts: Acts): void {
  const id = event.target instanceof HTMLElement ? event.target.dataset['task'] : undefined
  const way = ways[event.key]
  if (id === undefined || way === undefined || !event.altKey) return
  const card = found?.cards.get(id)
  if (card === undefined || permitted([card], acts.rights.edit).length === 0) return
  const { due } = card
  event.preventDefault()
  event.stopPropagation()
  const day = due === null ? place.today : addDays(dueDay(due, zoneHere()), way(document.documentElement.dir === 'rtl'))
  acts.follow(id)
  acts.move(id, day)
  if (!place.weeks.flat().includes(day)) place.go({ date: day })
}

function Head({ place }: { place: Place }) {
  const t = useTexts('calendar')
  const { day, span, weeks } = place
  const first = weeks[0]?.[0] ?? day
  const title = span === 'month' ? formatDate(noon(day), { month: 'long', year: 'numeric', timeZone: 'UTC' }) : t('week', { day: longDay(first) })
  const step = (by: number) => place.go({ date: stepped(day, span, by) })
  const today = () => place.go({ date: place.today })
  useCommands([
    { id: 'calendar.previous', title: 'calendar:previous', keys: 'PageUp', group: 'view', run: () => step(-1) },
    { id: 'calendar.next', title: 'calendar:next', keys: 'PageDown', group: 'view', run: () => step(1) },
    { id: 'calendar.today', title: 'calendar:today', keys: 'T', group: 'view', run: today },
    { id: 'calendar.month', title: 'calendar:span.month', keys: 'V M', group: 'view', run: () => place.go({ span: 'month' }) },
    { id: 'calendar.week', title: 'calendar:span.week', keys: 'V W', group: 'view', run: () => place.go({ span: 'week' }) },
  ])
  return (
    <div className={styles['head']}>
      <h2 className={styles['title']} aria-live="polite">{title}</h2>
      <IconButton icon="chevronLeft" size="sm" label={t('previous')} keys="pageup" onClick={() => step(-1)} />
      <Button size="sm" onClick={today}>{t('common:date.today')}</Button>
      <IconButton icon="chevronRight" size="sm" label={t('next')} keys="pagedown" onClick={() => step(1)} />
      <span className={styles['gap']} />
      <div role="group" aria-label={t('shown')} className={styles['spans']}>
        {spans.map((one) => <Button key={one} size="sm" variant="ghost" aria-pressed={span === one} onClick={() => place.go({ span: one })}>{t(`span.${one}`)}</Button>)}
      </div>
    </div>
  )
}
