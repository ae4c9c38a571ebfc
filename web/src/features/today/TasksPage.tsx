import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'

import { isProblem } from '~/api/problem'
import { type Card, labelsQuery, membersQuery, projectsQuery } from '~/data'
import { type Group, TaskList, TaskSkeleton } from '~/features/list'
import { openQuickAdd } from '~/features/quickadd'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { dayOf, zoneHere } from '~/lib/zone'
import { Banner, Button, EmptyState, type IconName } from '~/ui'

import { useDayHeading, useDayText } from './dayText'
import { filterOf, groupsFor, type View, type Who } from './model'
import styles from './today.module.css'
import { usePages } from './usePages'

const icons: Record<View, IconName> = { today: 'check', upcoming: 'upcoming', my: 'check' }

export const TodayPage = () => <TasksPage view="today" />
export const UpcomingPage = () => <TasksPage view="upcoming" />
export const MyTasksPage = () => <TasksPage view="my" />

/** What somebody has to do, by when: today, in the days to come, or all of it. */
function TasksPage({ view }: { view: View }) {
  const t = useTexts('list')
  const { id: ws } = useWorkspace()
  const [who, setWho] = useWho(view)
  const { groups, more, error, again } = useDue(ws, view, who)
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <h1 className={styles['title']}>{t(`page.${view}`)}</h1>
        {view === 'today' && <TodayDate />}
        <span className={styles['gap']} />
        {view !== 'my' && <WhoSwitch who={who} onChange={setWho} />}
      </header>
      {error !== null && <div className={styles['failed']}><Banner tone="danger" live actions={<Button size="sm" onClick={again}>{t('common:action.retry')}</Button>}>{isProblem(error) ? explain(error) : t('common:problem.unexpected')}</Banner></div>}
      {groups === undefined && error === null && <TaskSkeleton />}
      {groups?.length === 0 && <Nothing view={view} who={who} onEveryone={() => setWho('all')} />}
      {groups !== undefined && groups.length > 0 && <Due ws={ws} view={view} groups={groups} more={more} />}
    </div>
  )
}

/** useWho keeps whose tasks are shown in the address. */
function useWho(view: View): [Who, (who: Who) => void] {
  const { who } = useSearch({ strict: false }) as { who?: unknown }
  const navigate = useNavigate()
  const set = (next: Who) => void navigate({ to: '.', search: ((before: object) => ({ ...before, who: next === 'me' ? undefined : next })) as never, replace: true })
  return [view !== 'my' && who === 'all' ? 'all' : 'me', set]
}

function useDue(ws: string, view: View, who: Who) {
  const now = useNow()
  const zone = zoneHere()
  const today = dayOf(now, zone)
  const filter = useMemo(() => filterOf(view, who, today), [view, who, today])
  const shown = useCallback((cards: readonly Card[]) => groupsFor[view](cards, now, zone).length > 0, [view, now, zone])
  const { cards, more, error, again, open } = usePages(ws, filter, shown)
  const groups = useMemo(() => (cards === undefined ? undefined : groupsFor[view](cards, now, zone)), [cards, view, now, zone])
  return { groups: groups?.length === 0 && open ? undefined : groups, more, error, again }
}

function Due({ ws, view, groups, more }: { ws: string; view: View; groups: readonly Group[]; more: () => void }) {
  const t = useTexts('list')
  const navigate = useNavigate()
  const members = useQuery(membersQuery(ws)).data ?? []
  const labels = useQuery(labelsQuery(ws)).data ?? []
  const projects = useQuery(projectsQuery(ws)).data ?? []
  const heading = useDayHeading()
  return (
    <TaskList
      ws={ws} label={t(`page.${view}`)} groups={groups} heading={heading} members={members} labels={labels} onEnd={more}
      hrefOf={(card) => `/w/${ws}/t/${card.id}`} onOpen={(card) => void navigate({ to: '/w/$ws/t/$task', params: { ws, task: card.id } })}
      projectName={(card) => projects.find((one) => one.id === card.project_id)?.name}
    />
  )
}

function TodayDate() {
  const dayText = useDayText()
  return <p className={styles['date']}>{dayText(dayOf(useNow(), zoneHere()))}</p>
}

function WhoSwitch({ who, onChange }: { who: Who; onChange: (who: Who) => void }) {
  const t = useTexts('list')
  return (
    <div role="group" aria-label={t('who.title')} className={styles['who']}>
      {(['me', 'all'] as const).map((one) => <Button key={one} size="sm" variant="ghost" aria-pressed={who === one} onClick={() => onChange(one)}>{t(`who.${one}`)}</Button>)}
    </div>
  )
}

function Nothing({ view, who, onEveryone }: { view: View; who: Who; onEveryone: () => void }) {
  const t = useTexts('list')
  const { can } = useWorkspace()
  const actions = (
    <>
      {view !== 'my' && who === 'me' && <Button onClick={onEveryone}>{t('who.showAll')}</Button>}
      {can('tasks:create') && <Button variant="primary" icon="plus" onClick={() => openQuickAdd()}>{t('add')}</Button>}
    </>
  )
  return <EmptyState icon={icons[view]} title={t(`nothing.${view}.title`)} actions={actions}>{t(`nothing.${view}.text`)}</EmptyState>
}
