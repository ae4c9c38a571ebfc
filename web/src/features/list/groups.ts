import type { Card, BoardColumn, Label, Member, Priority } from '~/data'
import { byRank } from '~/lib/rank'
import { addDays, dayOf, dueDay, isOverdue, weekdayOf } from '~/lib/zone'

export const groupings = ['status', 'assignee', 'label', 'priority', 'due', 'project', 'none'] as const
export type Grouping = (typeof groupings)[number]
export const sortings = ['rank', 'title', 'due', 'priority', 'created', 'updated'] as const
export type Sorting = (typeof sortings)[number]
export type Order = 'asc' | 'desc'

/** Cards under one heading. What the heading says follows from its key: an id, a priority, a bucket of days; '' is none. */
export interface Group { key: string; by: Grouping; cards: Card[] }

export interface Around {
  columns: readonly BoardColumn[]
  members: readonly Member[]
  labels: readonly Label[]
  projects: ReadonlyArray<{ id: string; name: string }>
  now: Date
  zone: string
}

export const priorities: readonly Priority[] = ['urgent', 'high', 'medium', 'low']
export const buckets = ['overdue', 'today', 'tomorrow', 'week', 'later', ''] as const
export type Bucket = (typeof buckets)[number]

/** bucketOf is when something is due, as people plan: what is late, today, tomorrow, until Sunday, and later. */
export function bucketOf(card: Card, now: Date, zone: string): Bucket {
  if (card.due === null) return ''
  const today = dayOf(now, zone)
  const day = dueDay(card.due, zone)
  if (card.completed_at === null && isOverdue(card.due, now, zone)) return 'overdue'
  if (day <= today) return 'today'
  if (day === addDays(today, 1)) return 'tomorrow'
  return day <= addDays(today, 7 - weekdayOf(today)) ? 'week' : 'later'
}

const byName = <T>(list: readonly T[], key: (one: T) => string, name: (one: T) => string) => list.toSorted((a, b) => name(a).localeCompare(name(b))).map(key)

/** keysOf are the groups that a card belongs to: one, but for labels, of which it may have many. */
function keysOf(card: Card, by: Grouping, { now, zone }: Around): string[] {
  switch (by) {
    case 'status': return [card.column_id]
    case 'assignee': return [card.assignee_id ?? '']
    case 'label': return card.labels.length === 0 ? [''] : card.labels
    case 'priority': return [card.priority]
    case 'due': return [bucketOf(card, now, zone)]
    case 'project': return [card.project_id]
    case 'none': return ['']
  }
}

/** orderOf is the order of the headings, which doesn't depend on what is under them. */
function orderOf(by: Grouping, around: Around): readonly string[] {
  switch (by) {
    case 'status': return around.columns.map((one) => one.id)
    case 'assignee': return [...byName(around.members, (one) => one.user_id, (one) => one.name), '']
    case 'label': return [...byName(around.labels, (one) => one.id, (one) => one.name), '']
    case 'priority': return priorities
    case 'due': return buckets
    case 'project': return byName(around.projects, (one) => one.id, (one) => one.name)
    case 'none': return ['']
  }
}

/** groupsOf puts cards under their headings. Statuses are shown even when they are empty: things are put into them. */
export function groupsOf(cards: readonly Card[], by: Grouping, around: Around): Group[] {
  const groups = new Map<string, Card[]>()
  for (const key of orderOf(by, around)) groups.set(key, [])
  for (const card of cards) {
    for (const key of keysOf(card, by, around)) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [card])
      else group.push(card)
    }
  }
  return [...groups].filter(([, cards]) => cards.length > 0 || by === 'status').map(([key, cards]) => ({ key, by, cards }))
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** A day counts as its end: what is due at a moment of it comes first. */
const dueKey = (card: Card) => (card.due === null ? '~' : card.due.length === 10 ? `${card.due}T24` : card.due)

const comparisons: Record<Sorting, (a: Card, b: Card, columns: ReadonlyMap<string, number>) => number> = {
  rank: (a, b, columns) => (columns.get(a.column_id) ?? 0) - (columns.get(b.column_id) ?? 0) || byRank(a, b),
  title: (a, b) => a.title.localeCompare(b.title, undefined, { numeric: true }),
  due: (a, b) => compareText(dueKey(a), dueKey(b)),
  priority: (a, b) => priorities.indexOf(a.priority) - priorities.indexOf(b.priority),
  created: (a, b) => compareText(a.created_at, b.created_at),
  updated: (a, b) => compareText(a.updated_at, b.updated_at),
}

/** Sorted the way that people expect to see first: what is urgent, what is due, what is new. */
export const naturalOrder: Record<Sorting, Order> = { rank: 'asc', title: 'asc', due: 'asc', priority: 'asc', created: 'desc', updated: 'desc' }

/** sorted puts cards in order; what has no due date comes last in both directions. */
export function sorted(cards: readonly Card[], by: Sorting, order: Order, columns: readonly BoardColumn[] = []): Card[] {
  const places = new Map(columns.map((one, at) => [one.id, at]))
  const sign = order === 'asc' ? 1 : -1
  return cards.toSorted((a, b) => {
    if (by === 'due' && (a.due === null) !== (b.due === null)) return a.due === null ? 1 : -1
    return sign * comparisons[by](a, b, places) || compareText(a.id, b.id)
  })
}
