import { follow, type WorkspaceEvent } from '~/api/events'

import { type Change, patch, put, remove } from './changes'
import { cache, engine, queryClient } from './data'
import { keys } from './keys'
import { takeMark } from './mark'
import { type ChecklistItem, type Comment, type Label, type SavedView, taskOf, type Task } from './model'

type Data = Record<string, unknown>

/** What an event changes in what is cached, or which answers it makes stale. */
export interface News { changes: Change[]; stale: ReadonlyArray<readonly unknown[]> }

const nothing: News = { changes: [], stale: [] }

/** A late event must not undo a newer answer: versions only go up. */
function newer(id: string, data: Data, change: Change): News {
  const known = cache.draft().get('task', id)?.version
  const version = data['version']
  return typeof version === 'number' && known !== undefined && known >= version ? nothing : { changes: [change], stale: [] }
}

/** kin are the answers that count a task among the parts of another: what becomes of a part changes what is said of its whole. */
function kin(ws: string, task: string, data: Data): News['stale'] {
  const draft = cache.draft()
  const whole = typeof data['parent_id'] === 'string' ? data['parent_id'] : draft.get('task', task)?.parent_id
  if (whole === undefined || whole === null || whole === '') return []
  const above = draft.get('task', whole)?.parent_id
  return [keys.task(ws, whole), ...(above === undefined || above === null ? [] : [keys.tasks(ws, { parent: above, sort: 'rank' })])]
}

const also = (news: News, ...stale: News['stale']): News => ({ ...news, stale: [...news.stale, ...stale] })

/** newsOf translates an event. What it doesn't know only makes its part of the cache stale. */
export function newsOf(ws: string, event: WorkspaceEvent): News {
  const data = (typeof event.data === 'object' && event.data !== null ? event.data : {}) as Data
  const id = typeof data['id'] === 'string' ? data['id'] : (event.task_id ?? '')
  const project = event.project_id ?? ''
  switch (event.kind) {
    case 'task.created':
    case 'task.arrived':
    case 'task.restored':
      return also(newer(id, data, put('task', taskOf(data as unknown as Task))), keys.trash(ws), ...kin(ws, id, data))
    case 'task.deleted':
    case 'task.left':
      return also({ changes: [remove('task', id)], stale: [] }, keys.trash(ws), ...kin(ws, id, data))
    case 'task.moved':
    case 'task.updated':
    case 'task.completed':
    case 'task.reopened': {
      const { from_column_id: _column, from_rank: _rank, from_parent_id: _parent, was: _was, ...fields } = data
      const news = newer(id, data, patch('task', id, fields))
      return event.kind === 'task.completed' || event.kind === 'task.reopened' ? also(news, ...kin(ws, id, data)) : news
    }
    case 'comment.created':
    case 'comment.updated':
      return { changes: [put('comment', data as unknown as Comment)], stale: [] }
    case 'comment.deleted':
      return { changes: [remove('comment', id)], stale: [] }
    case 'checklist.created':
    case 'checklist.updated':
      return { changes: [put('checklistItem', data as unknown as ChecklistItem)], stale: [] }
    case 'checklist.deleted':
      return { changes: [remove('checklistItem', id)], stale: [] }
    case 'label.created':
    case 'label.updated':
      return { changes: [put('label', data as unknown as Label)], stale: [] }
    case 'label.deleted':
      return { changes: [remove('label', id)], stale: [] }
    case 'view.created':
    case 'view.updated':
      return { changes: [put('view', data as unknown as SavedView)], stale: [] }
    case 'view.deleted':
      return { changes: [remove('view', id)], stale: [] }
    case 'column.deleted':
      return { changes: [remove('column', String(data['column_id']))], stale: [] }
  }
  return { changes: [], stale: staleBy(ws, event.kind, project) }
}

function staleBy(ws: string, kind: string, project: string): ReadonlyArray<readonly unknown[]> {
  const feature = kind.slice(0, kind.indexOf('.'))
  const by: Record<string, ReadonlyArray<readonly unknown[]>> = {
    column: [keys.board(ws, project), keys.columns(ws, project)],
    // Of what is gone nothing is left to be asked.
    project: [keys.projects(ws), keys.archivedProjects(ws), ...(kind === 'project.deleted' ? [] : [keys.projectMembers(ws, project), keys.views(ws)])],
    member: [keys.members(ws), keys.workspaces(), ['ws', ws, 'provisioning']],
    provisioning: [['ws', ws, 'provisioning'], keys.invitations(ws)],
    workspace: [keys.workspaces()],
    invitation: [keys.invitations(ws)],
    import: [keys.workspace(ws)],
    task: [['ws', ws, 'board'], ['ws', ws, 'tasks'], keys.trash(ws)],
  }
  return by[feature] ?? []
}

/** take brings news of others into what is shown. */
export function take(ws: string, event: WorkspaceEvent): void {
  const news = newsOf(ws, event)
  engine.ledger.beneath(news.changes)
  for (const queryKey of news.stale) void queryClient.invalidateQueries({ queryKey })
  if (event.task_id !== undefined) void queryClient.invalidateQueries({ queryKey: keys.taskActivity(ws, event.task_id) })
  for (const listener of listeners) listener(ws, event)
}

const listeners = new Set<(ws: string, event: WorkspaceEvent) => void>()

/** onEvent hears every event of the followed workspace: for what shows events themselves. */
export function onEvent(listener: (ws: string, event: WorkspaceEvent) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const parted = new Set<string>()

/** part says that somebody leaves a workspace, or deletes it: that its stream then ends is no news to him. */
export function part(ws: string): void {
  parted.add(ws)
}

/** followWorkspace keeps a workspace live until the returned function is called. */
export function followWorkspace(ws: string, refused: (status: number) => void): () => void {
  return follow(ws, takeMark(ws), {
    event: (event) => take(ws, event),
    // What was asked for before the stream had begun may miss what happened in between. Boards know their moment.
    begun: (since) => void queryClient.invalidateQueries({ queryKey: keys.workspace(ws), predicate: ({ queryKey }) => !since || queryKey[2] !== 'board' }),
    gap: () => void queryClient.invalidateQueries({ queryKey: keys.workspace(ws) }),
    refused: (status) => {
      if (!parted.has(ws)) refused(status)
    },
  })
}
