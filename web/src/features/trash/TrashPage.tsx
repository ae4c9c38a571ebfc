import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, once } from '~/api/client'
import type { components } from '~/api/schema'
import { isProblem } from '~/api/problem'
import { keys, membersQuery, projectsQuery, queryClient, trashQuery } from '~/data'
import { useTexts } from '~/i18n'
import { formatAgo, formatDate } from '~/i18n/format'
import { newKey } from '~/lib/ids'
import { explain } from '~/lib/explain'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { AlertDialog, Banner, Button, Checkbox, EmptyState, Field, Icon, Select, Skeleton, toast } from '~/ui'

import styles from './trash.module.css'

type Trashed = components['schemas']['TasksTrashed']

/** What was deleted, for as long as it can come back. */
export function TrashPage() {
  const t = useTexts('trash')
  const { id: ws } = useWorkspace()
  const [project, setProject] = useState('')
  const projects = useQuery(projectsQuery(ws)).data ?? []
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(trashQuery(ws, project === '' ? undefined : project))
  const list = data?.pages.flatMap((page) => page.items ?? [])
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <h1 className={styles['title']}>{t('title')}</h1>
        {projects.length > 1 && <Field label={t('project')}><Select label={t('project')} value={project} onChange={setProject} options={[{ value: '', label: t('all') }, ...projects.map((one) => ({ value: one.id, label: one.name }))]} /></Field>}
      </header>
      <p className={styles['soft']}>{t('text')}</p>
      {isProblem(error) && list === undefined && <Banner tone="danger" live actions={<Button size="sm" onClick={() => void refetch()}>{t('common:action.retry')}</Button>}>{explain(error)}</Banner>}
      {list === undefined && error === null && <Skeleton height="40" />}
      {list?.length === 0 && <EmptyState icon="trash" title={t('empty')}>{t('emptyText')}</EmptyState>}
      {list !== undefined && list.length > 0 && <List key={project} list={list} />}
      {hasNextPage && <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common:action.showMore')}</Button>}
    </div>
  )
}

/** restore and trash are each other's undo. */
async function each(ws: string, ids: readonly string[], what: 'restore' | 'delete' | 'purge'): Promise<void> {
  const path = (id: string) => ({ params: { path: { workspace_id: ws, task_id: id } } })
  try {
    for (const id of ids) {
      if (what === 'restore') await api.POST('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/restore', { ...path(id), headers: once(newKey()) })
      else if (what === 'delete') await api.DELETE('/api/v1/workspaces/{workspace_id}/tasks/{task_id}', path(id))
      else await api.DELETE('/api/v1/workspaces/{workspace_id}/trash/{task_id}', path(id))
    }
  } finally {
    await queryClient.invalidateQueries({ queryKey: keys.trash(ws) })
  }
}

function List({ list }: { list: readonly Trashed[] }) {
  const t = useTexts('trash')
  const { id: ws, can } = useWorkspace()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const ids = list.map((one) => one.id).filter((id) => chosen.has(id))
  const act = async (what: 'restore' | 'delete' | 'purge', which: readonly string[], said?: () => void) => {
    try {
      await each(ws, which, what)
      said?.()
    } catch (error) {
      if (!isProblem(error)) throw error
      toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
    }
    setChosen(new Set())
  }
  const restore = (which: readonly string[]) => void act('restore', which, () => toast({ text: t('restored', { count: which.length }), action: { label: t('common:action.undo'), run: () => void act('delete', which) } }))
  const choose = (id: string, on: boolean) => setChosen((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id)))
  return (
    <>
      <div className={styles['bar']} role="toolbar" aria-label={t('chosen')}>
        <Checkbox label={t('chooseAll', { count: list.length })} checked={ids.length === list.length} indeterminate={ids.length > 0 && ids.length < list.length} onChange={(on) => setChosen(new Set(on ? list.map((one) => one.id) : []))} />
        <span className={styles['gap']} />
        {ids.length > 0 && <Button icon="undo" variant="primary" onClick={() => restore(ids)}>{t('restoreMany', { count: ids.length })}</Button>}
        {ids.length > 0 && can('tasks:purge') && <Purge title={t('purgeTitle', { count: ids.length })} onConfirm={() => void act('purge', ids, () => toast({ text: t('purged', { count: ids.length }) }))} />}
      </div>
      <ul className={styles['rows']}>
        {list.map((one) => <Row key={one.id} task={one} chosen={chosen.has(one.id)} onChoose={(on) => choose(one.id, on)} onRestore={() => restore([one.id])} />)}
      </ul>
    </>
  )
}

function Purge({ title, onConfirm }: { title: string; onConfirm: () => void }) {
  const t = useTexts('trash')
  return <AlertDialog title={title} action={t('purge')} danger trigger={<Button variant="danger" icon="trash">{t('purge')}</Button>} onConfirm={onConfirm}>{t('purgeText')}</AlertDialog>
}

function Row({ task, chosen, onChoose, onRestore }: { task: Trashed; chosen: boolean; onChoose: (on: boolean) => void; onRestore: () => void }) {
  const t = useTexts('trash')
  const { id: ws } = useWorkspace()
  const now = useNow()
  const who = useQuery(membersQuery(ws)).data?.find((one) => one.user_id === task.deleted_by)?.name ?? t('common:person.somebody')
  const project = useQuery(projectsQuery(ws)).data?.find((one) => one.id === task.project_id)?.name
  const [deleted, gone] = [new Date(task.deleted_at), new Date(task.purge_at)]
  return (
    <li className={styles['row']}>
      <Checkbox bare label={t('choose', { title: task.title })} checked={chosen} onChange={onChoose} />
      <div className={styles['what']}>
        <p><bdi>{task.title}</bdi>{(task.subtasks ?? 0) > 0 && <span className={styles['soft']}> · {t('with', { count: task.subtasks })}</span>}</p>
        <p className={styles['soft']}>
          {project !== undefined && <><Icon name="board" size="sm" /> <bdi>{project}</bdi> · </>}
          <time dateTime={task.deleted_at} title={formatDate(deleted, { dateStyle: 'medium', timeStyle: 'short' })}>{t('deleted', { who, ago: formatAgo(deleted, now) })}</time>
          {' · '}<time dateTime={task.purge_at} title={formatDate(gone)}>{t('until', { ago: formatAgo(gone, now) })}</time>
        </p>
      </div>
      <Button size="sm" onClick={onRestore} aria-label={t('restoreOf', { title: task.title })}>{t('restore')}</Button>
    </li>
  )
}
