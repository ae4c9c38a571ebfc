import { api, once, unwrap } from '~/api/client'
import { present } from '~/lib/clock'

import { type Change, patch, put, remove, type View } from './changes'
import type { Card } from './model'
import { taskOf } from './model'
import { all, defineMutation, type Mutation, type Saying } from './mutation'
import { run } from './data'
import { besideOf, columnCards, rankAt, type Spot, spotOf, type TaskFields, withAll } from './tasks'

/** What becomes of one task among many. Where it goes, and whether it is thrown away, stands for itself. */
export interface TaskChange {
  id: string
  fields?: Pick<TaskFields, 'priority' | 'due' | 'repeat' | 'assignee_id'>
  add?: string[]
  drop?: string[]
  done?: boolean
  to?: { column: string; spot: Spot }
  /** true for the trash; a card brings that task back. */
  gone?: true | Card
}

export interface Many { ws: string; changes: readonly TaskChange[] }

/** The most that one request changes, all or none. */
const mostTasks = 200

function applied(view: View, ws: string, { id, fields, add, drop, done, to, gone }: TaskChange): Change {
  if (gone === true) return remove('task', id)
  if (gone !== undefined) return put('task', gone)
  const held = view.get('task', id)?.labels ?? []
  const labels = add === undefined && drop === undefined ? {} : { labels: [...held.filter((one) => !drop?.includes(one) && !add?.includes(one)), ...(add ?? [])] }
  const place = to === undefined ? {} : { column_id: to.column, rank: rankAt(columnCards(ws, to.column, id), to.spot) }
  const finished = done === undefined ? {} : done ? { completed_at: present().toISOString(), repeat: null } : { completed_at: null }
  return patch('task', id, { ...withAll(fields ?? {}), ...labels, ...place, ...finished })
}

/** back is what takes one change back, judged by the task as it was. */
function back(before: Card, ws: string, { id, fields, add, drop, done, to, gone }: TaskChange): TaskChange {
  if (gone !== undefined) return { id, gone: gone === true ? before : true }
  const added = add?.filter((one) => !before.labels.includes(one)) ?? []
  const dropped = drop?.filter((one) => before.labels.includes(one)) ?? []
  return {
    id,
    ...(fields === undefined ? {} : { fields: Object.fromEntries(Object.keys(withAll(fields)).map((name) => [name, before[name as keyof typeof fields]])) }),
    ...(added.length === 0 ? {} : { drop: added }), ...(dropped.length === 0 ? {} : { add: dropped }),
    ...(done === undefined ? {} : { done: before.completed_at !== null }),
    ...(to === undefined ? {} : { to: { column: before.column_id, spot: spotOf(ws, before) } }),
  }
}

/** wire is a change as the API takes it. */
function wire({ fields, add, drop, done, to, gone }: TaskChange): object {
  if (gone !== undefined) return { deleted: gone === true }
  return {
    ...withAll(fields ?? {}), ...(add === undefined ? {} : { add_labels: add }), ...(drop === undefined ? {} : { remove_labels: drop }),
    ...(done === undefined ? {} : { completed: done }), ...(to === undefined ? {} : { move: { column_id: to.column, ...to.spot } }),
  }
}

const saysSomething = (change: TaskChange) => Object.keys(wire(change)).length > 0

/** changeTasks changes up to 200 tasks by one request: all of them, or none. */
export const changeTasks: Mutation<Many> = defineMutation<Many>({
  key: 'tasks.bulk',
  about: ({ changes }) => changes.map((one) => one.id),
  beside: ({ changes }) => changes.flatMap(({ to }) => (to === undefined ? [] : besideOf(to.spot))),
  apply: (view, { ws, changes }) => changes.map((one) => applied(view, ws, one)),
  invert(view, { ws, changes }) {
    const inverse = changes.flatMap((one) => {
      const before = view.get('task', one.id) ?? (typeof one.gone === 'object' ? one.gone : undefined)
      return before === undefined ? [] : [back(before, ws, one)].filter(saysSomething)
    })
    return inverse.length === 0 ? undefined : changeTasks.with({ ws, changes: inverse.toReversed() })
  },
  async call({ ws, changes }, { key }) {
    const body = { tasks: changes.map((one) => ({ id: one.id, changes: wire(one) })) }
    const { tasks } = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/tasks/bulk', { params: { path: { workspace_id: ws } }, body, headers: once(key) }))
    const gone = changes.filter((one) => one.gone === true).map((one) => remove('task', one.id))
    return [...gone, ...(tasks ?? []).map((task) => put('task', taskOf(task)))]
  },
})

/** runMany changes however many tasks as one step, which is said once and undone by one key. */
export function runMany(ws: string, changes: readonly TaskChange[], say: (count: number) => Saying): void {
  const worth = changes.filter(saysSomething)
  const parts = Array.from({ length: Math.ceil(worth.length / mostTasks) }, (_, part) => changeTasks.with({ ws, changes: worth.slice(part * mostTasks, (part + 1) * mostTasks) }))
  if (parts.length > 0) void run(all(parts, () => say(worth.length)))
}
