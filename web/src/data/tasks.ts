import { api, ifMatch, once, unwrap } from '~/api/client'
import { present } from '~/lib/clock'
import { newId } from '~/lib/ids'
import { byRank, placed } from '~/lib/rank'
import type { Repeat } from '~/lib/rhythm'

import { type Change, patch, put, remove, type View } from './changes'
import { queryClient } from './data'
import { keys } from './keys'
import type { Board, Card, Priority, Task } from './model'
import { taskOf } from './model'
import { defineMutation, type Invocation, type Mutation, type Sending } from './mutation'
import { words } from './words'

/** Where a task is: its workspace and itself. */
export interface TaskRef { ws: string; id: string }

/** What can be written of a task by one request. */
export interface TaskFields {
  title?: string
  description?: string
  priority?: Priority
  due?: string | null
  /** Needs a due date, and goes with it. */
  repeat?: Repeat | null
  assignee_id?: string | null
  labels?: string[]
  archived?: boolean
}

const path = (ref: TaskRef) => ({ params: { path: { workspace_id: ref.ws, task_id: ref.id } } })

/** fetchTask is the truth about a task after somebody else changed it. */
async function fetchTask(ref: TaskRef): Promise<Change[]> {
  return [put('task', taskOf(await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/tasks/{task_id}', path(ref)))))]
}

const headers = (sending: Sending, id: string) => ifMatch(sending.version(id))

export interface Update extends TaskRef { fields: TaskFields }

/** withAll adds what the server changes along: without a due date nothing repeats. */
export const withAll = <F extends Pick<TaskFields, 'due' | 'repeat'>>(fields: F): F => (fields.due === null ? { ...fields, repeat: null } : fields)

export const updateTask: Mutation<Update> = defineMutation<Update>({
  key: 'tasks.update',
  about: ({ id }) => [id],
  apply: (_view, { id, fields }) => [patch('task', id, withAll(fields))],
  invert(view, { ws, id, fields }) {
    const before = view.get('task', id)
    if (before === undefined) return undefined
    const held = Object.fromEntries(Object.keys(withAll(fields)).map((name) => [name, before[name as keyof TaskFields]]))
    return updateTask.with({ ws, id, fields: held as TaskFields })
  },
  async call({ ws, id, fields }, sending) {
    const task = await unwrap(api.PATCH('/api/v1/workspaces/{workspace_id}/tasks/{task_id}', { ...path({ ws, id }), body: withAll(fields) as never, headers: headers(sending, id) }))
    return [put('task', taskOf(task))]
  },
  refetch: fetchTask,
  say: ({ fields }, view) => words.updated(fields, view),
})

/** Beside which task, or at which end of a column. */
export type Spot = { before: string } | { after: string } | { position: 'top' | 'bottom' }

/** besideOf are the tasks that a spot names. */
export function besideOf(spot: Spot): string[] {
  if ('before' in spot) return [spot.before]
  return 'after' in spot ? [spot.after] : []
}

export interface Move extends TaskRef { column: string; spot: Spot; project?: string }

/** cardsOf are a column's cards in order, from whichever board is loaded. */
export function cardsOf(board: Board, column: string): Card[] {
  return Object.values(board.cards).filter((card) => card.column_id === column).sort(byRank)
}

function boards(ws: string): Board[] {
  return queryClient.getQueriesData<Board>({ queryKey: [...keys.workspace(ws), 'board'] }).flatMap(([, board]) => (board === undefined ? [] : [board]))
}

/** rankAt is the rank that shows a card at a spot until the server has drawn its own. */
export function rankAt(cards: Card[], spot: Spot): string {
  if ('position' in spot) return spot.position === 'top' ? placed(undefined, cards[0]?.rank) : placed(cards.at(-1)?.rank, undefined)
  const beside = 'before' in spot ? spot.before : spot.after
  const at = cards.findIndex((card) => card.id === beside)
  if (at < 0) return placed(cards.at(-1)?.rank, undefined)
  const gap = 'before' in spot ? at : at + 1
  return placed(cards[gap - 1]?.rank, cards[gap]?.rank)
}

export function columnCards(ws: string, column: string, without: string): Card[] {
  return boards(ws).flatMap((board) => cardsOf(board, column)).filter((card) => card.id !== without)
}

/** spotOf is where a task stands now, so that it can come back there. */
export function spotOf(ws: string, task: Card): Spot {
  const above = columnCards(ws, task.column_id, '').filter((card) => byRank(card, task) < 0).at(-1)
  return above === undefined ? { position: 'top' } : { after: above.id }
}

export const moveTask: Mutation<Move> = defineMutation<Move>({
  key: 'tasks.move',
  about: ({ id }) => [id],
  beside: ({ spot }) => besideOf(spot),
  apply: (_view, { ws, id, column, spot, project }) => [patch('task', id, {
    column_id: column, rank: rankAt(columnCards(ws, column, id), spot), ...(project === undefined ? {} : { project_id: project }),
  })],
  invert(view, { ws, id }) {
    const before = view.get('task', id)
    return before && moveTask.with({ ws, id, column: before.column_id, project: before.project_id, spot: spotOf(ws, before) })
  },
  async call({ ws, id, column, spot, project }, { key }) {
    const body = { column_id: column, ...spot, ...(project === undefined ? {} : { project_id: project }) }
    const task = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/move', { ...path({ ws, id }), body, headers: once(key) }))
    return [put('task', taskOf(task))]
  },
  say: ({ id, column, ws }, view) => words.moved(view.get('task', id), columnName(ws, column)),
})

function columnName(ws: string, column: string): string {
  return boards(ws).flatMap((board) => board.columns).find((one) => one.id === column)?.name ?? ''
}

export const completeTask: Mutation<TaskRef & { done: boolean }> = defineMutation<TaskRef & { done: boolean }>({
  key: 'tasks.complete',
  about: ({ id }) => [id],
  // What repeats passes that on to the next one, which the server makes.
  apply: (_view, { id, done }) => [patch('task', id, done ? { completed_at: present().toISOString(), repeat: null } : { completed_at: null })],
  invert: (view, { ws, id, done }) => ((view.get('task', id)?.completed_at !== null) === done ? undefined : completeTask.with({ ws, id, done: !done })),
  async call({ ws, id, done }, { key }) {
    const options = { ...path({ ws, id }), headers: once(key) }
    const task = done
      ? await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/complete', options))
      : await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/reopen', options))
    return [put('task', taskOf(task))]
  },
  say: ({ id, done }, view) => words.completed(view.get('task', id), done),
})

export interface NewTask extends TaskFields { ws: string; id: string; /** What it is a part of. */ parent_id?: string; project_id: string; column_id: string; title: string; spot: Spot }

/** newTask fills in the id, which is made here so that the task is shown at once. */
export function newTask(task: Omit<NewTask, 'id' | 'spot'> & { spot?: Spot }): NewTask {
  return { spot: { position: 'bottom' }, ...task, id: newId('task') }
}

function shown(input: NewTask, me: string): Task {
  const now = present().toISOString()
  return {
    id: input.id, project_id: input.project_id, column_id: input.column_id, title: input.title.trim(), description: input.description ?? '',
    priority: input.priority ?? 'medium', due: input.due ?? null, repeat: input.repeat ?? null, next_id: null, assignee_id: input.assignee_id ?? null, labels: input.labels ?? [],
    rank: rankAt(columnCards(input.ws, input.column_id, input.id), input.spot), archived: false, archived_at: null, completed_at: null,
    created_by: me, created_at: now, updated_at: now, version: 0, parent_id: input.parent_id ?? null, subtasks: 0, subtasks_done: 0,
  }
}

export const createTask = defineMutation<NewTask>({
  key: 'tasks.create',
  about: ({ id }) => [id],
  beside: ({ parent_id, spot }) => [...(parent_id === undefined ? [] : [parent_id]), ...besideOf(spot)],
  apply: (view: View, input) => [put('task', shown(input, view.me))],
  invert: (_view, { ws, id }) => withdrawTask.with({ ws, id }),
  async call({ ws, spot, archived: _none, ...fields }, { key }) {
    const body = { ...fields, ...spot, due: fields.due ?? null, repeat: fields.repeat ?? null, assignee_id: fields.assignee_id ?? null }
    const task = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/tasks', { params: { path: { workspace_id: ws } }, body, headers: once(key) }))
    return [put('task', taskOf(task))]
  },
  say: ({ title }) => words.created(title),
})

/** withdrawTask takes back what one has made, which is allowed to those as well who may not delete. */
export const withdrawTask: Mutation<TaskRef> = defineMutation<TaskRef>({
  key: 'tasks.withdraw',
  about: ({ id }) => [id],
  apply: (_view, { id }) => [remove('task', id)],
  invert: (view, ref) => restoring(view, ref),
  async call(ref, { key }) {
    await api.POST('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/withdraw', { ...path(ref), headers: once(key) })
  },
  say: ({ id }, view) => words.deleted(view.get('task', id)),
})

export const deleteTask: Mutation<TaskRef> = defineMutation<TaskRef>({
  key: 'tasks.delete',
  about: ({ id }) => [id],
  apply: (_view, { id }) => [remove('task', id)],
  invert: (view, ref) => restoring(view, ref),
  async call(ref, sending) {
    await api.DELETE('/api/v1/workspaces/{workspace_id}/tasks/{task_id}', { ...path(ref), headers: headers(sending, ref.id) })
  },
  say: ({ id }, view) => words.deleted(view.get('task', id)),
})

function restoring(view: View, ref: TaskRef): Invocation | undefined {
  const task = view.get('task', ref.id)
  return task && restoreTask.with({ ...ref, task })
}

/** restoreTask brings a task back from the trash, to where it was. */
export const restoreTask: Mutation<TaskRef & { task: Card }> = defineMutation<TaskRef & { task: Card }>({
  key: 'tasks.restore',
  about: ({ id }) => [id],
  apply: (_view, { task }) => [put('task', task)],
  invert: (_view, { ws, id }) => deleteTask.with({ ws, id }),
  async call(ref, { key }) {
    const task = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/restore', { ...path(ref), headers: once(key) }))
    return [put('task', taskOf(task))]
  },
  say: ({ task }) => words.restored(task.title),
})
