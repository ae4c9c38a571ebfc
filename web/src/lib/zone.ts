/**
 * Days and moments as a person lives them: in a time zone. A day is written `2026-12-01`, a moment as RFC 3339 in UTC;
 * both are what the API calls a due date. Nothing here looks at the machine's clock or zone unless it is asked to.
 */
export interface Wall { year: number; month: number; day: number; hour: number; minute: number }

let here = { zone: '', at: -Infinity }

/** zoneHere is where this machine is, which it is asked once a second: every card asks, and travellers are slow. */
export function zoneHere(): string {
  const at = performance.now()
  if (at - here.at > 1000) here = { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, at }
  return here.zone
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, calendar: 'iso8601', numberingSystem: 'latn', hourCycle: 'h23',
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  })
  formats.set(zone, made)
  return made
}

/** wallOf is what calendar and clock on a wall in the zone show. */
export function wallOf(moment: Date, zone: string): Wall {
  const part = Object.fromEntries(formatOf(zone).formatToParts(moment).map(({ type, value }) => [type, Number(value)]))
  return { year: part['year'] ?? 0, month: part['month'] ?? 1, day: part['day'] ?? 1, hour: part['hour'] ?? 0, minute: part['minute'] ?? 0 }
}

const utc = ({ year, month, day, hour, minute }: Wall) => Date.UTC(year, month - 1, day, hour, minute)

/**
 * momentOf is when a wall in the zone shows this. What it shows twice, when clocks go back, is the first time; what it
 * never shows, when they go forward, is as much later as they skip.
 */
export function momentOf(wall: Wall, zone: string): Date {
  const wanted = utc(wall)
  const offset = (at: number) => utc(wallOf(new Date(at), zone)) - Math.floor(at / 60_000) * 60_000
  const [before, after] = [offset(wanted - 86_400_000), offset(wanted + 86_400_000)]
  for (const one of [before, after]) {
    if (offset(wanted - one) === one) return new Date(wanted - one)
  }
  return new Date(wanted - before)
}

const two = (n: number) => String(n).padStart(2, '0')

export function dayText(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

/** dayOf is the day on which a moment is in the zone. */
export function dayOf(moment: Date, zone: string): string {
  const { year, month, day } = wallOf(moment, zone)
  return dayText(year, month, day)
}

/** realDay is undefined for what the calendar doesn't have, such as the 31st of February. */
export function realDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  const real = year >= 1000 && year <= 9999 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real ? dayText(year, month, day) : undefined
}

const noon = (day: string) => new Date(`${day}T12:00:00Z`)
const isoDay = (date: Date) => date.toISOString().slice(0, 10)

export function addDays(day: string, days: number): string {
  return isoDay(new Date(noon(day).getTime() + days * 86_400_000))
}

/** addMonths stays at the month's last day where the day of the month doesn't exist. */
export function addMonths(day: string, months: number): string {
  const date = noon(day)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0, 12))
  last.setUTCDate(Math.min(date.getUTCDate(), last.getUTCDate()))
  return isoDay(last)
}

/** weekdayOf counts from Monday, 1, to Sunday, 7 (ISO 8601). */
export function weekdayOf(day: string): number {
  return noon(day).getUTCDay() || 7
}

export function daysBetween(from: string, to: string): number {
  return Math.round((noon(to).getTime() - noon(from).getTime()) / 86_400_000)
}

export const isDay = (due: string): boolean => due.length === 10

/** dueDay is the day in the zone on which something is due, whether it is due at a moment or all day. */
export function dueDay(due: string, zone: string): string {
  return isDay(due) ? due : dayOf(new Date(due), zone)
}

/** dueAt is how a due date is written: the day, or the moment of that time on that day in the zone. */
export function dueAt(day: string, time: { hour: number; minute: number } | undefined, zone: string): string {
  if (time === undefined) return day
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return momentOf({ year, month, day: date, ...time }, zone).toISOString().replace('.000Z', 'Z')
}

/** overdue: a day is over when the next one has begun in the zone, a moment when it has passed. */
export function isOverdue(due: string, now: Date, zone: string): boolean {
  return isDay(due) ? due < dayOf(now, zone) : new Date(due) < now
}
