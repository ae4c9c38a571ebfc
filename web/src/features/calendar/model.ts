import type { Card, TaskFilter } from '~/data'
import { addDays, addMonths, dueAt, dueDay, isDay, isOverdue, realDay, wallOf, weekdayOf } from '~/lib/zone'

export const spans = ['month', 'week'] as const
export type Span = (typeof spans)[number]

/** firstWeekday is where a locale's weeks begin, from Monday, 1, to Sunday, 7. */
export function firstWeekday(locale: string): number {
  const of = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } }
  return of.getWeekInfo?.().firstDay ?? of.weekInfo?.firstDay ?? 1
}

/** dayIn is the day that an address asks for; whoever wrote it may have written anything. */
export function dayIn(value: unknown, today: string): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(String(value)) ?? []
  return realDay(Number(year), Number(month), Number(day)) ?? today
}

const weekFrom = (day: string, first: number) => addDays(day, -((weekdayOf(day) - first + 7) % 7))

/** weeksOf are the whole weeks that show a day's month, or only its week. Days are days: no clock changes them. */
export function weeksOf(day: string, span: Span, first: number): string[][] {
  const month = `${day.slice(0, 8)}01`
  const last = span === 'week' ? day : addDays(addMonths(month, 1), -1)
  const weeks: string[][] = []
  for (let at = weekFrom(span === 'week' ? day : month, first); at <= last; at = addDays(at, 7)) weeks.push(Array.from({ length: 7 }, (_, n) => addDays(at, n)))
  return weeks
}

export const stepped = (day: string, span: Span, by: number): string => (span === 'week' ? addDays(day, 7 * by) : addMonths(`${day.slice(0, 8)}01`, by))

/** rangeOf asks for a day more on each side: the server counts days in UTC, and whose day it is is decided here. */
export function rangeOf(project: string, weeks: readonly string[][]): TaskFilter {
  const [first, last] = [weeks[0]?.[0] ?? '', weeks.at(-1)?.at(-1) ?? '']
  return { project, due_after: addDays(first, -1), due_before: addDays(last, 2), sort: 'due', order: 'asc' }
}

const key = (card: Card) => `${card.due !== null && isDay(card.due) ? '~' : (card.due ?? '')} ${card.rank} ${card.id}`

/** daysOf puts tasks on the day in the zone on which they are due, those at a time of it first. */
export function daysOf(cards: readonly Card[], zone: string): ReadonlyMap<string, Card[]> {
  const days = new Map<string, Card[]>()
  for (const card of cards) {
    if (card.due === null) continue
    const day = dueDay(card.due, zone)
    days.set(day, [...(days.get(day) ?? []), card])
  }
  for (const [day, list] of days) days.set(day, list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)))
  return days
}

/** movedTo is a due date on another day; a time of day stays what it was on the wall. */
export function movedTo(due: string | null, day: string, zone: string): string {
  if (due === null || isDay(due)) return day
  const { hour, minute } = wallOf(new Date(due), zone)
  return dueAt(day, { hour, minute }, zone)
}

export const isLate = (card: Card, now: Date, zone: string): boolean => card.due !== null && card.completed_at === null && isOverdue(card.due, now, zone)

/** seen are as many of a day's tasks as there is room for, and the one that is held. */
export function seen(cards: readonly Card[], most: number, held: string | undefined): readonly Card[] {
  if (cards.length <= most) return cards
  const shown = cards.slice(0, most - 1)
  const kept = cards.find((one) => one.id === held)
  return kept === undefined || shown.includes(kept) ? shown : [...shown.slice(0, -1), kept]
}
