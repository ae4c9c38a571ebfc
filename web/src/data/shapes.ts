import type { InfiniteData, QueryKey } from '@tanstack/react-query'

import { byRank } from '~/lib/rank'

import type { Change } from './changes'
import { matches, type TaskFilter } from './filter'
import { type Board, type Card, idOf, type Kind, type Things } from './model'

/** One page of a list, as the API answers it. */
export interface Page<T> { items: T[]; next_cursor?: string | undefined }

/** A shape says how one kind of cached answer holds things, so that a change finds them in it. */
interface Shape {
  holds: readonly Kind[]
  find(data: unknown, id: string, of: Kind): unknown
  /** The same data, by identity, when the change doesn't touch it. */
  reduce(data: unknown, change: Change, key: QueryKey, me: string): unknown
}

/** changed is a thing after a change. An answer that is older than what is known already changes nothing: news may have overtaken it. */
function changed(value: object, change: Change): object {
  const known = (value as { version?: number }).version
  if (change.op === 'put' && known !== undefined && known > change.value.version) return value
  return change.op === 'patch' || change.op === 'put' ? { ...value, ...change.value } : value
}

/** rows is an array of things; `joins` says whether a new one belongs into this one. */
function rows<K extends Kind>(of: K, joins: (value: Things[K], key: QueryKey) => boolean, sort?: (a: Things[K], b: Things[K]) => number): Shape {
  return {
    holds: [of],
    find: (data, id) => (data as Things[K][]).find((one) => idOf(one) === id),
    reduce(data, change, key) {
      const list = data as Things[K][]
      const at = list.findIndex((one) => idOf(one) === change.id)
      if (change.op === 'remove') return at < 0 ? list : list.toSpliced(at, 1)
      if (at >= 0) return ordered(list.with(at, changed(list[at] as Things[K], change) as Things[K]), sort)
      if (change.op !== 'put' || !joins(change.value as Things[K], key)) return list
      return ordered([...list, change.value as Things[K]], sort)
    },
  }
}

function ordered<T>(list: T[], sort: ((a: T, b: T) => number) | undefined): T[] {
  return sort === undefined ? list : list.toSorted(sort)
}

function single<K extends Kind>(of: K, isIt: (key: QueryKey, data: Things[K], id: string) => boolean): Shape {
  return {
    holds: [of],
    find: (data, id) => (isIt([], data as Things[K], id) ? data : undefined),
    reduce: (data, change, key) =>
      change.op !== 'remove' && isIt(key, data as Things[K], change.id) ? changed(data as object, change) : data,
  }
}

const board: Shape = {
  holds: ['task', 'column'],
  find: (data, id, of) => (of === 'task' ? (data as Board).cards[id] : (data as Board).columns.find((one) => one.id === id)),
  reduce(data, change, key) {
    const before = data as Board
    if (change.of === 'column') {
      const columns = columnRows.reduce(before.columns, change, key, '') as Board['columns']
      return columns === before.columns ? before : { ...before, columns }
    }
    const cards = reduceCards(before.cards, change, String(key[3]))
    return cards === before.cards ? before : { ...before, cards }
  },
}

function reduceCards(cards: Board['cards'], change: Change, project: string): Board['cards'] {
  const card = cards[change.id]
  const next = change.op === 'remove' ? undefined : card !== undefined || change.op === 'put' ? changed(card ?? {}, change) as Card : undefined
  if (next === undefined || next.project_id !== project || next.archived) {
    if (card === undefined) return cards
    const { [change.id]: _gone, ...rest } = cards
    return rest
  }
  return { ...cards, [change.id]: next }
}

const columnRows = rows('column', (value, key) => value.project_id === key[3], byRank)

const pages: Shape = {
  holds: ['task'],
  find: (data, id) => (data as InfiniteData<Page<Card>>).pages.flatMap((page) => page.items).find((one) => one.id === id),
  reduce(data, change, key, me) {
    const before = data as InfiniteData<Page<Card>>
    const holder = before.pages.findIndex((page) => page.items.some((one) => one.id === change.id))
    if (holder >= 0) {
      const page = before.pages[holder] as Page<Card>
      return { ...before, pages: before.pages.with(holder, { ...page, items: taskRows.reduce(page.items, change, key, me) as Card[] }) }
    }
    const first = before.pages[0]
    if (change.op !== 'put' || change.of !== 'task' || first === undefined || !matches(key[3] as TaskFilter, change.value, me)) return before
    return { ...before, pages: before.pages.with(0, { ...first, items: [change.value, ...first.items] }) }
  },
}

// A task that no longer matches stays until the list is fetched again: nothing moves under the eyes of who reads it.
const taskRows = rows('task', () => false)
const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
const byTime = (a: { created_at: string }, b: { created_at: string }) => (a.created_at < b.created_at ? -1 : 1)

const shapes: Record<string, Shape> = {
  me: single('account', (_key, data, id) => data.id === id),
  workspaces: rows('workspace', () => true, byName),
  members: rows('member', () => true, byName),
  projects: rows('project', (value) => value.archived_at === null, byName),
  archivedProjects: rows('project', (value) => value.archived_at !== null, byName),
  labels: rows('label', () => true, byName),
  views: rows('view', () => true, (a, b) => (a.id < b.id ? -1 : 1)),
  board,
  columns: columnRows,
  task: single('task', (_key, data, id) => data.id === id),
  tasks: pages,
  comments: rows('comment', (value, key) => value.task_id === key[3], byTime),
  checklist: rows('checklistItem', (value, key) => value.task_id === key[3], byRank),
}

function shapeOf(key: QueryKey): Shape | undefined {
  return shapes[String(key[0] === 'ws' ? key[2] : key[0])]
}

export function findIn(key: QueryKey, data: unknown, of: Kind, id: string): object | undefined {
  const shape = shapeOf(key)
  if (data === undefined || shape === undefined || !shape.holds.includes(of)) return undefined
  return shape.find(data, id, of) as object | undefined
}

/** reduce is what a change makes of one cached answer. */
export function reduce(key: QueryKey, data: unknown, change: Change, me: string): unknown {
  const shape = shapeOf(key)
  if (data === undefined || shape === undefined || !shape.holds.includes(change.of)) return data
  return shape.reduce(data, change, key, me)
}
