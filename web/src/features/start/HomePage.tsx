import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { projectsQuery } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Button, buttonClass, EmptyState, Icon } from '~/ui'

import { NewProject } from './NewProject'
import styles from './start.module.css'

/** The first page of a workspace: its projects, or the way to the first one. */
export function HomePage() {
  const t = useTexts('onboarding')
  const { id: ws, name, can } = useWorkspace()
  const [making, setMaking] = useState(false)
  const projects = useQuery(projectsQuery(ws)).data
  return (
    <div className={styles['home']}>
      <h1 className={styles['title']}><bdi>{name}</bdi></h1>
      {projects?.length === 0 && (
        <EmptyState icon="board" title={t('home.empty')} actions={can('projects:create') && <><Button variant="primary" icon="plus" onClick={() => setMaking(true)}>{t('project.create')}</Button>{can('imports:create') && <Link to="/w/$ws/imports" params={{ ws }} className={buttonClass('secondary')}>{t('project.import')}</Link>}</>}>
          {t(can('projects:create') ? 'home.emptyText' : 'home.emptyGuest')}
        </EmptyState>
      )}
      <ul className={styles['tiles']}>
        {projects?.map((one) => (
          <li key={one.id}>
            <Link to="/w/$ws/p/$project" params={{ ws, project: one.id }} className={styles['tile']}>
              <Icon name={one.private ? 'lock' : 'board'} />
              <bdi>{one.name}</bdi>
            </Link>
          </li>
        ))}
      </ul>
      <NewProject open={making} onOpenChange={setMaking} />
    </div>
  )
}
