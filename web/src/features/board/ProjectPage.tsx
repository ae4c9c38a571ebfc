import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'

import { type Project, projectsQuery } from '~/data'
import { ViewBar } from '~/features/views'
import { TaskSkeleton } from '~/features/list'
import { useTexts } from '~/i18n'
import { useCommands } from '~/lib/commands'
import { fetched, soonAfter } from '~/lib/later'
import { useWorkspace } from '~/lib/workspace'
import { Banner, Button, buttonClass, Icon } from '~/ui'

import { Board } from './Board'
import styles from './board.module.css'
import { useGone } from './useGone'

// Each face comes by itself, so that none waits for the others; a board is soon followed by them.
const list = () => import('~/features/list/face')
const calendar = () => import('~/features/calendar')
const ListFace = lazy(async () => ({ default: (await fetched(list)).ListFace }))
const CalendarFace = lazy(async () => ({ default: (await fetched(calendar)).CalendarFace }))

const faces = [{ view: 'board', icon: 'board', keys: 'V B' }, { view: 'list', icon: 'list', keys: 'V L' }, { view: 'calendar', icon: 'calendar', keys: 'V C' }] as const

/** useKnown is the project, also after it has left the list while it is looked at. */
function useKnown(ws: string, project: string): Project | undefined {
  const listed = useQuery(projectsQuery(ws)).data?.find((one) => one.id === project)
  const [last, keep] = useState(listed)
  if (listed !== undefined && listed !== last) keep(listed)
  return listed ?? (last?.id === project ? last : undefined)
}

/** A project: one question with several faces, which the address remembers. */
export function ProjectPage() {
  const t = useTexts('board')
  const { id: ws } = useWorkspace()
  const { project } = useParams({ from: '/inside/w/$ws/p/$project' })
  const { view } = useSearch({ strict: false }) as { view?: string }
  const navigate = useNavigate()
  const known = useKnown(ws, project)
  const gone = useGone(ws, project)
  const show = (next: string) => void navigate({ to: '.', search: ((before: object) => ({ ...before, view: next === 'board' ? undefined : next })) as never })
  useEffect(() => soonAfter(() => Promise.all([list(), calendar()])), [])
  useCommands(faces.map((face) => ({ id: `view.${face.view}`, title: `board:view.${face.view}`, keys: face.keys, group: 'view' as const, run: () => show(face.view) })))
  return (
    <div className={styles['project']}>
      <header className={styles['head']}>
        {known?.private === true && <Icon name="lock" label={t('private')} />}
        <h1 className={styles['name']}><bdi>{known?.name}</bdi></h1>
        <span className={styles['gap']} />
        <div role="group" aria-label={t('view.title')} className={styles['faces']}>
          {faces.map((face) => (
            <Button key={face.view} size="sm" variant="ghost" icon={face.icon} aria-pressed={(view ?? 'board') === face.view} onClick={() => show(face.view)}>{t(`view.${face.view}`)}</Button>
          ))}
        </div>
        <Link to="/w/$ws/p/$project/settings" params={{ ws, project }} className={styles['quiet']} aria-label={t('settings')} title={t('settings')}><Icon name="settings" /></Link>
      </header>
      {gone && <div className={styles['goneBanner']}><Banner live tone="warning" actions={<Link to="/w/$ws" params={{ ws }} className={buttonClass('secondary')}>{t('goneBack')}</Link>}>{t('gone')}</Banner></div>}
      <ViewBar project={project} />
      <Suspense fallback={<TaskSkeleton />}>
        {view === 'calendar' && <CalendarFace key={project} project={project} />}
        {view === 'list' && <ListFace key={project} project={project} />}
      </Suspense>
      {view !== 'list' && view !== 'calendar' && <Board key={project} project={project} />}
    </div>
  )
}
