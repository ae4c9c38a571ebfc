import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'

import { isProblem } from '~/api/problem'
import { completeTask, deleteTask, projectsQuery, run, type Task, taskQuery, updateTask } from '~/data'
import { useTexts } from '~/i18n'
import { useCommands } from '~/lib/commands'
import { explain } from '~/lib/explain'
import { useWorkspace } from '~/lib/workspace'
import { Button, buttonClass, EmptyState, Icon, IconButton, toast } from '~/ui'

import { Checklist } from './Checklist'
import { Comments } from './Comments'
import { Description } from './Description'
import { Fields } from './Fields'
import styles from './task.module.css'
import { Title } from './Title'

/** A task on a page of its own, with an address that can be sent to somebody. */
export function TaskPage() {
  const t = useTexts('task')
  const { id: ws } = useWorkspace()
  const { task: id } = useParams({ from: '/inside/w/$ws/t/$task' })
  const { data: task, error } = useQuery(taskQuery(ws, id))
  if (task === undefined && isProblem(error)) {
    return <EmptyState icon="search" title={t('gone')} actions={<Link to="/w/$ws" params={{ ws }} className={buttonClass('primary')}>{t('back')}</Link>}>{explain(error)}</EmptyState>
  }
  return <div className={styles['page']}>{task !== undefined && <Body key={id} ws={ws} task={task} />}</div>
}

function Body({ ws, task }: { ws: string; task: Task }) {
  const t = useTexts('task')
  const { can } = useWorkspace()
  const navigate = useNavigate()
  const project = useQuery(projectsQuery(ws)).data?.find((one) => one.id === task.project_id)
  const mayEdit = can('tasks:update')
  const done = task.completed_at !== null
  const complete = () => void run(completeTask.with({ ws, id: task.id, done: !done }))
  const remove = async () => {
    await navigate({ to: '/w/$ws/p/$project', params: { ws, project: task.project_id } })
    await run(deleteTask.with({ ws, id: task.id }))
  }
  const copy = async () => {
    await navigator.clipboard.writeText(location.href)
    toast({ text: t('copied') })
  }
  useCommands([
    { id: 'task.complete', title: 'list:verb.complete', keys: 'Mod+Enter', group: 'task', when: () => mayEdit, run: complete },
    { id: 'task.delete', title: 'list:verb.delete', keys: 'Delete', group: 'task', when: () => can('tasks:delete'), run: () => void remove() },
  ])
  return (
    <article className={styles['task']} aria-label={task.title}>
      <nav className={styles['crumbs']} aria-label={t('where')}>
        <Link to="/w/$ws/p/$project" params={{ ws, project: task.project_id }} className={styles['crumb']}><Icon name="board" size="sm" /><bdi>{project?.name}</bdi></Link>
        {task.parent_id !== null && <Link to="/w/$ws/t/$task" params={{ ws, task: task.parent_id }} className={styles['crumb']}><Icon name="subtasks" size="sm" />{t('parent')}</Link>}
        <span className={styles['gap']} />
        <IconButton icon="link" label={t('copy')} onClick={() => void copy()} />
        {can('tasks:delete') && <IconButton icon="trash" label={t('delete')} keys="Delete" onClick={() => void remove()} />}
      </nav>
      <header className={styles['head']}>
        <Title value={task.title} editable={mayEdit} done={done} onSave={(title) => void run(updateTask.with({ ws, id: task.id, fields: { title } }))} />
        {mayEdit && <Button icon="check" variant={done ? 'secondary' : 'primary'} onClick={complete}>{t(done ? 'reopen' : 'complete')}</Button>}
      </header>
      <div className={styles['columns']}>
        <div className={styles['main']}>
          <Description value={task.description} editable={mayEdit} onSave={(description) => run(updateTask.with({ ws, id: task.id, fields: { description } }))} />
          <Checklist ws={ws} task={task.id} editable={mayEdit} />
          <Comments ws={ws} task={task.id} />
        </div>
        <Fields ws={ws} task={task} editable={mayEdit} />
      </div>
    </article>
  )
}
