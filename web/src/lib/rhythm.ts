import { addDays, realDay, weekdayOf } from './zone'

/** How a task repeats, as the API holds it: a recurrence rule (RFC 5545) in a time zone. */
export interface Repeat { rule: string; zone: string }

/** A rule, taken apart. Weekdays count from Monday, 1, to Sunday, 7; last is −1. */
export type Rhythm =
  | { every: 'day'; interval: number }
  | { every: 'week'; interval: number; weekdays: readonly number[] }
  | { every: 'month'; interval: number; day: number }
  | { every: 'month'; interval: number; ordinal: number; weekday: number }
  | { every: 'year'; interval: number; month: number; day: number }

export const last = -1

/** The longest interval that the API takes. */
export const mostApart = 999

export const workdays: readonly number[] = [1, 2, 3, 4, 5]

const names = ['', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const frequencies = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' } as const

/** ruleOf writes a rhythm in the one form in which the server writes it, too. */
export function ruleOf(rhythm: Rhythm): string {
  const parts = [`FREQ=${frequencies[rhythm.every]}`]
  if (rhythm.interval > 1) parts.push(`INTERVAL=${rhythm.interval}`)
  if (rhythm.every === 'year') parts.push(`BYMONTH=${rhythm.month}`)
  if ('day' in rhythm) parts.push(`BYMONTHDAY=${rhythm.day}`)
  if (rhythm.every === 'week') parts.push(`BYDAY=${[...rhythm.weekdays].sort((a, b) => a - b).map((one) => names[one]).join(',')}`)
  if ('ordinal' in rhythm) parts.push(`BYDAY=${rhythm.ordinal}${names[rhythm.weekday]}`)
  return parts.join(';')
}

/** rhythmOf reads a rule of the server; undefined for one that this app doesn't know yet. */
export function rhythmOf(rule: string): Rhythm | undefined {
  const parts = Object.fromEntries(rule.split(';').map((part) => part.split('=', 2) as [string, string | undefined]))
  const interval = Number(parts['INTERVAL'] ?? 1)
  const day = Number(parts['BYMONTHDAY'])
  const weekdays = (parts['BYDAY'] ?? '').split(',').map((one) => names.indexOf(one.slice(-2)))
  const ordinal = Number((parts['BYDAY'] ?? '').slice(0, -2))
  if (!Number.isInteger(interval) || interval < 1) return undefined
  switch (parts['FREQ']) {
    case 'DAILY': return { every: 'day', interval }
    case 'WEEKLY': return weekdays.every((one) => one > 0) ? { every: 'week', interval, weekdays } : undefined
    case 'MONTHLY':
      if (parts['BYMONTHDAY'] !== undefined) return { every: 'month', interval, day }
      return ordinal !== 0 && (weekdays[0] ?? 0) > 0 ? { every: 'month', interval, ordinal, weekday: weekdays[0] ?? 1 } : undefined
    case 'YEARLY': return parts['BYMONTH'] === undefined ? undefined : { every: 'year', interval, month: Number(parts['BYMONTH']), day }
  }
  return undefined
}

const lastOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** isOn tells whether a day can be one of a rhythm's; from which it is counted doesn't matter. */
function isOn(rhythm: Rhythm, day: string): boolean {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const end = lastOf(year, month)
  const inMonth = (wanted: number) => date === (wanted === last ? end : Math.min(wanted, end))
  switch (rhythm.every) {
    case 'day': return true
    case 'week': return rhythm.weekdays.includes(weekdayOf(day))
    case 'month':
      if ('day' in rhythm) return inMonth(rhythm.day)
      return weekdayOf(day) === rhythm.weekday && (rhythm.ordinal === last ? date + 7 > end : Math.ceil(date / 7) === rhythm.ordinal)
    case 'year': return month === rhythm.month && inMonth(rhythm.day)
  }
}

/** firstDay is the first day of a rhythm, that day or later. No rhythm leaves out more than a year. */
export function firstDay(rhythm: Rhythm, from: string): string {
  let day = from
  for (let ahead = 0; ahead < 366 && !isOn(rhythm, day); ahead++) day = addDays(day, 1)
  return day
}

/** rhythmsOf are those that most want of what is due on a day. */
export function rhythmsOf(day: string): Rhythm[] {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const weekday = weekdayOf(day)
  const inLastWeek = realDay(year, month, date + 7) === undefined
  return [
    { every: 'day', interval: 1 },
    { every: 'week', interval: 1, weekdays: workdays },
    { every: 'week', interval: 1, weekdays: [weekday] },
    { every: 'week', interval: 2, weekdays: [weekday] },
    { every: 'month', interval: 1, day: date },
    { every: 'month', interval: 1, ordinal: inLastWeek ? last : Math.ceil(date / 7), weekday },
    { every: 'year', interval: 1, month, day: date },
  ]
}
