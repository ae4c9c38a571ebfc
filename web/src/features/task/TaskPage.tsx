import { useQuery } from '@tanstack/react-query'
import { Link, useCanGoBack, useNavigate, useParams, useRouter } from '@tanstack/react-router'

import { isProblem } from '~/api/problem'
import { taskQuery } from '~/data'
import { useTexts } from '~/i18n'
import { useCommands } from '~/lib/commands'
import { explain } from '~/lib/explain'
import { useWorkspace } from '~/lib/workspace'
import { buttonClass, EmptyState } from '~/ui'

import styles from './task.module.css'
import { TaskBody } from './TaskBody'
import { useGone } from './useGone'

/** A task on a page of its own, with an address that can be sent to somebody. */
export function TaskPage() {
  const t = useTexts('task')
  const { id: ws } = useWorkspace()
  const { task: id } = useParams({ from: '/inside/w/$ws/t/$task' })
  const { data: task, error } = useQuery(taskQuery(ws, id))
  const gone = useGone(ws, id, task?.project_id) || isProblem(error, 'not-found')
  const toProject = useLeave(ws, task?.project_id)
  if (task === undefined && isProblem(error)) {
    return <EmptyState whole icon="search" title={t('gone')} actions={<Link to="/w/$ws" params={{ ws }} className={buttonClass('primary')}>{t('back')}</Link>}>{explain(error)}</EmptyState>
  }
  return <div className={styles['page']}>{task !== undefined && <TaskBody key={id} ws={ws} task={task} gone={gone} onGone={toProject} />}</div>
}

/** Escape goes back to where the task was found; who came by its address goes to its project. */
function useLeave(ws: string, project: string | undefined): () => Promise<void> {
  const navigate = useNavigate()
  const router = useRouter()
  const found = useCanGoBack()
  const toProject = () => navigate(project === undefined ? { to: '/w/$ws', params: { ws } } : { to: '/w/$ws/p/$project', params: { ws, project } })
  useCommands([{ id: 'task.leave', title: 'task:leave', keys: 'Escape', group: 'task', run: () => (found ? router.history.back() : void toProject()) }])
  return toProject
}
