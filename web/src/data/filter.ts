import { present } from '~/lib/clock'

import type { Card, Priority } from './model'

/** What a list of tasks asks for: exactly what tasks.list takes, and what lives in the URL. */
export interface TaskFilter {
  project?: string
  status?: string
  assignee?: string
  label?: string
  priority?: Priority
  due_before?: string
  due_after?: string
  overdue?: boolean
  completed?: 'true' | 'false'
  archived?: boolean
  /** A task's id for its subtasks, `none` for tasks that are none. */
  parent?: string
  text?: string
  sort?: 'rank' | 'created' | 'updated' | 'due' | 'priority'
  order?: 'asc' | 'desc'
}

/** matches tells whether a task belongs to a list, as far as that can be known here: words are the server's to find. */
export function matches(filter: TaskFilter, task: Card, me: string, now: Date = present()): boolean {
  const is = (wanted: unknown, is: () => boolean) => wanted === undefined || wanted === '' || is()
  const due = task.due
  return (
    is(filter.project, () => task.project_id === filter.project) &&
    is(filter.status, () => task.column_id === filter.status) &&
    is(filter.assignee, () => task.assignee_id === assignee(filter.assignee, me)) &&
    is(filter.parent, () => (filter.parent === 'none' ? task.parent_id === null : task.parent_id === filter.parent)) &&
    is(filter.label, () => task.labels.includes(filter.label ?? '')) &&
    is(filter.priority, () => task.priority === filter.priority) &&
    is(filter.completed, () => (task.completed_at !== null) === (filter.completed === 'true')) &&
    task.archived === (filter.archived ?? false) &&
    is(filter.due_before, () => due !== null && due < (filter.due_before ?? '')) &&
    is(filter.due_after, () => due !== null && due >= (filter.due_after ?? '')) &&
    (filter.overdue !== true || (task.completed_at === null && due !== null && due < now.toISOString().slice(0, due.length))) &&
    is(filter.text, () => task.title.toLocaleLowerCase().includes((filter.text ?? '').toLocaleLowerCase()))
  )
}

function assignee(wanted: string | undefined, me: string): string | null {
  if (wanted === 'none') return null
  return wanted === 'me' ? me : (wanted ?? null)
}
