import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { completeTask, deleteTask, projectsQuery, restoreTask, run, type Task, taskQuery, updateTask } from '~/data'
import { isClosed, useDueText, useRights } from '~/features/list'
import { useTexts } from '~/i18n'
import { useCommands } from '~/lib/commands'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { Banner, Button, Icon, IconButton, Tabs, toast } from '~/ui'

import { Activity } from './Activity'
import { Checklist } from './Checklist'
import { Comments } from './Comments'
import { Description } from './Description'
import { Fields } from './Fields'
import { Subtasks } from './Subtasks'
import styles from './task.module.css'
import { Title } from './Title'

export interface TaskBodyProps { ws: string; task: Task; /** Somebody has deleted it, or taken it out of sight, while it is looked at. */ gone: boolean; /** Leaves the place where the task was, once it is deleted. */ onGone: () => Promise<void> | void; /** Further buttons. */ actions?: ReactNode }

/** All of a task: on its page, and beside a board or a list. */
export function TaskBody({ ws, task, gone, onGone, actions }: TaskBodyProps) {
  const t = useTexts('task')
  const { can } = useWorkspace()
  const project = useQuery(projectsQuery(ws)).data?.find((one) => one.id === task.project_id)
  const rights = useRights()
  const mayEdit = rights.edit(task)
  const mayFinish = rights.finish(task)
  const now = useNow()
  const done = task.completed_at !== null
  const complete = () => void run(completeTask.with({ ws, id: task.id, done: !done }))
  const remove = async () => {
    await onGone()
    await run(deleteTask.with({ ws, id: task.id }))
  }
  const copy = async () => {
    await navigator.clipboard.writeText(new URL(`/w/${ws}/t/${task.id}`, location.href).href)
    toast({ text: t('copied') })
  }
  useCommands([
    { id: 'task.complete', title: 'list:verb.complete', keys: 'Mod+Enter', group: 'task', when: () => mayFinish, run: complete },
    { id: 'task.delete', title: 'list:verb.delete', keys: 'Delete', group: 'task', when: () => can('tasks:delete'), run: () => void remove() },
  ])
  return (
    <article className={styles['task']} aria-label={task.title}>
      <nav className={styles['crumbs']} aria-label={t('where')}>
        <Link to="/w/$ws/p/$project" params={{ ws, project: task.project_id }} className={styles['crumb']}><Icon name="board" size="sm" /><bdi>{project?.name}</bdi></Link>
        {task.parent_id !== null && <Parent ws={ws} id={task.parent_id} />}
        <span className={styles['gap']} />
        <IconButton icon="link" label={t('copy')} onClick={() => void copy()} />
        {can('tasks:delete') && <IconButton icon="trash" label={t('delete')} keys="Delete" onClick={() => void remove()} />}
        {actions}
      </nav>
      {gone && <Gone ws={ws} task={task} />}
      {!gone && done && task.next_id !== null && <Next ws={ws} id={task.next_id} />}
      {!gone && mayFinish && isClosed(task, now) && <Banner>{t('closed')}</Banner>}
      <header className={styles['head']}>
        <Title value={task.title} editable={mayEdit} done={done} onSave={(title) => void run(updateTask.with({ ws, id: task.id, fields: { title } }))} />
        {mayFinish && <Button icon="check" variant={done ? 'secondary' : 'primary'} onClick={complete}>{t(done ? 'reopen' : 'complete')}</Button>}
      </header>
      <div className={styles['columns']}>
        <div className={styles['main']}>
          <Description key={task.id} ws={ws} what={`${task.id} description`} value={task.description} editable={mayEdit} onSave={(description) => run(updateTask.with({ ws, id: task.id, fields: { description } }))} />
          <Subtasks ws={ws} task={task} editable={can('tasks:create')} />
          <Checklist ws={ws} task={task.id} editable={mayEdit} />
          <Talk ws={ws} task={task.id} />
        </div>
        <Fields ws={ws} task={task} editable={mayEdit} />
      </div>
    </article>
  )
}

/** It is gone, and what was typed about it isn't: it can be copied, or the task brought back. */
function Gone({ ws, task }: { ws: string; task: Task }) {
  const t = useTexts('task')
  const { can } = useWorkspace()
  const restore = () => void run(restoreTask.with({ ws, id: task.id, task }))
  return <Banner live tone="warning" actions={can('tasks:restore', false) && <Button size="sm" onClick={restore}>{t('restore')}</Button>}>{t('goneNow')}</Banner>
}

/** The one that was made when this one, which repeated, was done. */
function Next({ ws, id }: { ws: string; id: string }) {
  const t = useTexts('task')
  const now = useNow()
  const dueText = useDueText()
  const next = useQuery(taskQuery(ws, id)).data
  if (next === undefined) return undefined
  return <Banner actions={<Link to="/w/$ws/t/$task" params={{ ws, task: id }}>{t('toNext')}</Link>}>{next.due === null ? t('next') : t('nextDue', { due: dueText(next.due, now) })}</Banner>
}

/** What it is a part of, by its title. */
function Parent({ ws, id }: { ws: string; id: string }) {
  const t = useTexts('task')
  const title = useQuery(taskQuery(ws, id)).data?.title
  return <Link to="/w/$ws/t/$task" params={{ ws, task: id }} className={styles['crumb']}><Icon name="subtasks" size="sm" /><bdi className={styles['crumbText']}>{title ?? t('parent')}</bdi></Link>
}

/** What was said about the task, and what happened to it. */
function Talk({ ws, task }: { ws: string; task: string }) {
  const t = useTexts('task')
  return (
    <Tabs label={t('talk')} tabs={[
      { value: 'comments', label: t('comments'), content: <Comments ws={ws} task={task} /> },
      { value: 'activity', label: t('activity'), content: <Activity ws={ws} task={task} /> },
    ]} />
  )
}
