import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { archivedProjectsQuery, meQuery, type Project, projectsQuery, run, updateProject } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { useWorkspace } from '~/lib/workspace'
import { Button, EmptyState, Icon, Skeleton } from '~/ui'

import styles from './admin.module.css'

/** Every project that one may see: those at work, and those in the archive. */
export function Projects() {
  const t = useTexts('admin')
  const { id: ws } = useWorkspace()
  const active = useQuery(projectsQuery(ws)).data
  const archived = useQuery(archivedProjectsQuery(ws)).data
  if (active === undefined || archived === undefined) return <Skeleton height="40" />
  if (active.length + archived.length === 0) return <EmptyState icon="board" title={t('projects.none')} />
  return (
    <div className={styles['stack']}>
      <ul className={styles['rows']}>{active.map((one) => <Row key={one.id} project={one} />)}</ul>
      {archived.length > 0 && <h2 className={styles['heading']}>{t('projects.archive')}</h2>}
      <ul className={styles['rows']}>{archived.map((one) => <Row key={one.id} project={one} />)}</ul>
    </div>
  )
}

function Row({ project }: { project: Project }) {
  const t = useTexts('admin')
  const { id: ws, can } = useWorkspace()
  const me = useQuery(meQuery()).data?.id
  const restore = () => void run(updateProject.with({ ws, id: project.id, project, fields: { archived: false }, say: t('projects.restored', { name: project.name }) }))
  return (
    <li className={styles['row']}>
      <Icon name={project.private ? 'lock' : 'board'} />
      <span className={styles['who']}>
        <Link to="/w/$ws/p/$project" params={{ ws, project: project.id }} className={styles['strong']}><bdi>{project.name}</bdi></Link>
        {project.archived_at !== null && <span className={styles['soft']}>{t('projects.archivedOn', { date: formatDate(new Date(project.archived_at)) })}</span>}
      </span>
      {project.archived_at !== null && can('projects:manage', project.created_by === me) && <Button size="sm" onClick={restore}>{t('projects.restore')}</Button>}
      {project.archived_at === null && <Link to="/w/$ws/p/$project/settings" params={{ ws, project: project.id }} className={styles['quiet']} aria-label={t('projects.settingsOf', { name: project.name })}><Icon name="settings" /></Link>}
    </li>
  )
}
