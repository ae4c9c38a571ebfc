import type { Card, TaskFilter } from '~/data'
import { addDays, dayOf, dueDay, isOverdue } from '~/lib/zone'

import type { Group } from '~/features/list'
import { bucketOf, buckets } from '~/features/list'

export type View = 'today' | 'upcoming' | 'my'
export type Who = 'me' | 'all'

/**
 * filterOf asks for a day more than is shown on each side: the server counts days in UTC, and where the day of a
 * person begins up to 14 hours earlier or 12 later is decided here.
 */
export function filterOf(view: View, who: Who, today: string): TaskFilter {
  const base: TaskFilter = { completed: 'false', sort: 'due', order: 'asc', ...(who === 'me' ? { assignee: 'me' } : {}) }
  if (view === 'today') return { ...base, due_before: addDays(today, 2) }
  return view === 'upcoming' ? { ...base, due_after: today } : base
}

const dueKey = (card: Card) => (card.due === null ? '~' : card.due.length === 10 ? `${card.due}T24` : card.due)
const byDue = (a: Card, b: Card) => (dueKey(a) < dueKey(b) ? -1 : dueKey(a) > dueKey(b) ? 1 : a.id < b.id ? -1 : 1)

const group = (key: string, cards: Card[]): Group => ({ key, by: 'due', cards: cards.toSorted(byDue) })

/** todayGroups are what is late and what is due today. What was completed a moment ago stays until it is left. */
export function todayGroups(cards: readonly Card[], now: Date, zone: string): Group[] {
  const today = dayOf(now, zone)
  const due = cards.filter((one) => one.due !== null && dueDay(one.due, zone) <= today)
  const late = (one: Card) => one.due !== null && (one.completed_at === null ? isOverdue(one.due, now, zone) : dueDay(one.due, zone) < today)
  return [group('overdue', due.filter(late)), group('today', due.filter((one) => !late(one)))].filter((one) => one.cards.length > 0)
}

/** upcomingGroups are the days from tomorrow on that have tasks, each under its date. */
export function upcomingGroups(cards: readonly Card[], now: Date, zone: string): Group[] {
  const today = dayOf(now, zone)
  const days = new Map<string, Card[]>()
  for (const card of cards) {
    const day = card.due === null ? undefined : dueDay(card.due, zone)
    if (day === undefined || day <= today) continue
    days.set(day, [...(days.get(day) ?? []), card])
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, list]) => group(day, list))
}

/** myGroups are all that somebody has to do, by when. */
export function myGroups(cards: readonly Card[], now: Date, zone: string): Group[] {
  return buckets.map((bucket) => group(bucket, cards.filter((one) => bucketOf(one, now, zone) === bucket))).filter((one) => one.cards.length > 0)
}

export const groupsFor: Record<View, (cards: readonly Card[], now: Date, zone: string) => Group[]> = { today: todayGroups, upcoming: upcomingGroups, my: myGroups }
