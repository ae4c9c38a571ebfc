import type { Priority, TaskFilter } from '~/data'

import { type Grouping, groupings, naturalOrder, type Order, priorities, type Sorting, sortings } from './groups'

/** What the address says of a list: which tasks, under which headings, in which order. */
export interface Asked { filter: TaskFilter; group: Grouping; sort: Sorting; order: Order }

type Search = Readonly<Record<string, unknown>>

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined)
const oneOf = <T extends string>(value: unknown, list: readonly T[]) => list.find((one) => one === value)
const yesNo = (value: unknown) => (value === true || value === 'true' ? 'true' as const : value === false || value === 'false' ? 'false' as const : undefined)

/** defined leaves out what nothing is said about, so that equal questions are equal. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T
}

/** filterIn reads the filters of an address. Whoever wrote the address may have written anything. */
export function filterIn(search: Search): TaskFilter {
  return defined({
    project: text(search['project']), status: text(search['status']), assignee: text(search['assignee']), label: text(search['label']),
    priority: oneOf<Priority>(search['priority'], priorities), due_before: text(search['due_before']), due_after: text(search['due_after']),
    overdue: yesNo(search['overdue']) === 'true' ? true : undefined, completed: yesNo(search['completed']), text: text(search['text'])?.slice(0, 200),
  }) as TaskFilter
}

export function askedIn(search: Search, defaults: { group: Grouping; sort: Sorting }): Asked {
  const sort = oneOf(search['sort'], sortings) ?? defaults.sort
  return {
    filter: filterIn(search), sort, group: oneOf(search['group'], groupings) ?? defaults.group, order: oneOf<Order>(search['order'], ['asc', 'desc']) ?? naturalOrder[sort],
  }
}

export const filterNames = ['project', 'status', 'assignee', 'label', 'priority', 'due_before', 'due_after', 'overdue', 'completed', 'text'] as const
export type FilterName = (typeof filterNames)[number]

/** without takes filters out of an address and leaves the rest of it. */
export function without(search: Search, names: readonly FilterName[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name as FilterName)))
}

/** isNarrowed tells whether anything is filtered. */
export const isNarrowed = (filter: TaskFilter): boolean => Object.keys(filter).length > 0
