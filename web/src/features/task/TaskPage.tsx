import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'

import { isProblem } from '~/api/problem'
import { taskQuery } from '~/data'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { useWorkspace } from '~/lib/workspace'
import { buttonClass, EmptyState } from '~/ui'

import styles from './task.module.css'
import { TaskBody } from './TaskBody'

/** A task on a page of its own, with an address that can be sent to somebody. */
export function TaskPage() {
  const t = useTexts('task')
  const { id: ws } = useWorkspace()
  const navigate = useNavigate()
  const { task: id } = useParams({ from: '/inside/w/$ws/t/$task' })
  const { data: task, error } = useQuery(taskQuery(ws, id))
  if (task === undefined && isProblem(error)) {
    return <EmptyState whole icon="search" title={t('gone')} actions={<Link to="/w/$ws" params={{ ws }} className={buttonClass('primary')}>{t('back')}</Link>}>{explain(error)}</EmptyState>
  }
  return <div className={styles['page']}>{task !== undefined && <TaskBody key={id} ws={ws} task={task} onGone={() => navigate({ to: '/w/$ws/p/$project', params: { ws, project: task.project_id } })} />}</div>
}
