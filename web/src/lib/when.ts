import { addDays, addMonths, dayOf, dueAt, realDay, weekdayOf } from './zone'

/** A date found at the beginning of a text: how long it is and what it means, as the API writes due dates. */
export interface When { length: number; due: string }

export interface Today { now: Date; zone: string; /** The language of short words that mean something else in another. */ language: string }

export interface Time { hour: number; minute: number }
/** What a rule finds: a day, or the moment itself where even the time follows from it. */
interface Found { length: number; day: string; moment?: string }

type Rule = (text: string, today: Today) => Found | undefined

export const weekdayNames: Record<string, number> = {
  mon: 1, monday: 1, montag: 1, tue: 2, tues: 2, tuesday: 2, dienstag: 2, wed: 3, wednesday: 3, mittwoch: 3, thu: 4, thur: 4, thurs: 4, thursday: 4, donnerstag: 4,
  fri: 5, friday: 5, freitag: 5, sat: 6, saturday: 6, samstag: 6, sonnabend: 6, sun: 7, sunday: 7, sonntag: 7,
}
export const germanShort: Record<string, number> = { mo: 1, di: 2, mi: 3, do: 4, fr: 5, sa: 6, so: 7 }

export const monthNames: Record<string, number> = Object.fromEntries([
  ['january', 'januar', 'jänner', 'jan'], ['february', 'februar', 'feb'], ['march', 'märz', 'maerz', 'mar', 'mär'], ['april', 'apr'], ['may', 'mai'], ['june', 'juni', 'jun'],
  ['july', 'juli', 'jul'], ['august', 'aug'], ['september', 'sept', 'sep'], ['october', 'oktober', 'oct', 'okt'], ['november', 'nov'], ['december', 'dezember', 'dec', 'dez'],
].flatMap((names, at) => names.map((name) => [name, at + 1])))

const numbers: Record<string, number> = { a: 1, an: 1, one: 1, two: 2, three: 3, ein: 1, eine: 1, einem: 1, einer: 1, zwei: 2, drei: 3 }

const longestFirst = (words: Record<string, unknown>) => Object.keys(words).sort((a, b) => b.length - a.length).join('|')
const weekdayWords = longestFirst(weekdayNames)
const shortWords = longestFirst(germanShort)
const monthWords = longestFirst(monthNames)

/** Every pattern is anchored, and has nothing in it that could be matched in more than a few ways. */
const pattern = (source: string) => new RegExp(`^(?:${source})(?=$|[\\s,;:!?)]|\\.(?:\\s|$)|T\\d\\d?:)`, 'iu')

const here = ({ now, zone }: Today) => dayOf(now, zone)

function words(source: string, day: (today: string) => string): Rule {
  const at = pattern(source)
  return (text, today) => {
    const match = at.exec(text)
    return match === null ? undefined : { length: match[0].length, day: day(here(today)) }
  }
}

/** upcoming is the next such weekday after today. */
function upcoming(today: string, weekday: number): string {
  return addDays(today, (weekday - weekdayOf(today) + 6) % 7 + 1)
}

const mondayAfter = (today: string) => upcoming(today, 1)

function byWeekday(source: string, days: Record<string, number>, fits: (today: Today) => boolean): Rule {
  const at = pattern(source)
  return (text, today) => {
    const match = fits(today) ? at.exec(text) : null
    const weekday = days[(match?.groups?.['day'] ?? '').toLowerCase()]
    if (match === null || weekday === undefined) return undefined
    const inNextWeek = /^(next|nächste|naechste|kommende[nr]? woche)/iu.test(match[0])
    return { length: match[0].length, day: inNextWeek ? addDays(mondayAfter(here(today)), weekday - 1) : upcoming(here(today), weekday) }
  }
}

const before = '(?:(?:on|this|next|am|diesen|kommenden|nächsten|naechsten)\\s+)'
const weekdayRule = byWeekday(`${before}?(?<day>${weekdayWords})`, weekdayNames, () => true)
const inGerman = ({ language }: Today) => language.startsWith('de')
// "So" and "do" are words as well: they are days only with "am" or a full stop.
const shortRules = [`${before}(?<day>${shortWords})\\.?`, `(?<day>${shortWords})\\.`, '(?<day>mo|di|mi|fr|sa)'].map((source) => byWeekday(source, germanShort, inGerman))

/** calendar turns numbers into a day; without a year it is the next one that isn't over. */
function calendar(length: number, year: string | undefined, month: number, day: number, today: Today): Found | undefined {
  const now = here(today)
  const given = year === undefined || year === '' ? undefined : Number(year.length === 2 ? `20${year}` : year)
  const thisYear = Number(now.slice(0, 4))
  for (const one of given === undefined ? [0, 1, 2, 3, 4].map((more) => thisYear + more) : [given]) {
    const found = realDay(one, month, day)
    if (found !== undefined && (given !== undefined || found >= now)) return { length, day: found }
  }
  return undefined
}

function numeric(source: string): Rule {
  const at = pattern(source)
  return (text, today) => {
    const { y, m, d } = at.exec(text)?.groups ?? {}
    return m === undefined ? undefined : calendar(at.exec(text)?.[0].length ?? 0, y, monthNames[m.toLowerCase()] ?? Number(m), Number(d), today)
  }
}

const span = pattern('in\\s+(?<n>\\d{1,3}|a|an|one|two|three|eine[mr]?|zwei|drei)\\s+(?<unit>minutes?|mins?|minuten?|hours?|stunden?|days?|tag(?:en|e)?|weeks?|wochen?|months?|monat(?:en|e)?|years?|jahr(?:en|e)?)')

/** "In 3 hours" is a moment; "in 3 days" is a day. */
const spanRule: Rule = (text, today) => {
  const match = span.exec(text)
  const { n = '', unit = '' } = match?.groups ?? {}
  if (match === null) return undefined
  const count = numbers[n.toLowerCase()] ?? Number(n)
  const length = match[0].length
  const now = here(today)
  if (/^(min|hour|stunde)/iu.test(unit)) return momentIn(length, count * (/^min/iu.test(unit) ? 1 : 60), today)
  if (/^(day|tag)/iu.test(unit)) return { length, day: addDays(now, count) }
  if (/^wo|^week/iu.test(unit)) return { length, day: addDays(now, 7 * count) }
  return { length, day: addMonths(now, /^mon/iu.test(unit) ? count : 12 * count) }
}

function momentIn(length: number, minutes: number, { now, zone }: Today): Found {
  const moment = new Date(Math.floor(now.getTime() / 60_000 + minutes) * 60_000)
  return { length, day: dayOf(moment, zone), moment: moment.toISOString().replace('.000Z', 'Z') }
}

const days: Rule[] = [
  words('today|tod|tonight|heute', (today) => today),
  words('tomorrow|tmrw?|morgen', (today) => addDays(today, 1)),
  words('day after tomorrow|übermorgen|uebermorgen', (today) => addDays(today, 2)),
  words('next week|(?:nächste|naechste|kommende) woche', mondayAfter),
  words('next month|(?:nächsten|naechsten|kommenden) monat', (today) => addMonths(`${today.slice(0, 7)}-01`, 1)),
  words('next year|nächstes jahr|naechstes jahr', (today) => `${Number(today.slice(0, 4)) + 1}-01-01`),
  words('end of (?:the )?month|eom|(?:am )?monatsende|ende des monats', (today) => addDays(addMonths(`${today.slice(0, 7)}-01`, 1), -1)),
  words('(?:on |at )?(?:the |this )?weekend|am wochenende|(?:dieses )?wochenende', (today) => (weekdayOf(today) >= 6 ? today : upcoming(today, 6))),
  words('next weekend|(?:nächstes|naechstes) wochenende', (today) => addDays(mondayAfter(today), 5)),
  spanRule,
  weekdayRule,
  ...shortRules,
  numeric('(?:on |am )?(?<y>\\d{4})-(?<m>\\d{1,2})-(?<d>\\d{1,2})'),
  numeric('(?:am )?(?<d>\\d{1,2})\\.(?<m>\\d{1,2})\\.(?<y>\\d{4}|\\d{2})?'),
  numeric(`(?:on |am )?(?:the )?(?<d>\\d{1,2})(?:\\.|st|nd|rd|th)?\\s*(?:of )?(?<m>${monthWords})\\.?(?:,?\\s+(?<y>\\d{4}))?`),
  numeric(`(?:on )?(?<m>${monthWords})\\.?\\s+(?<d>\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(?<y>\\d{4}))?`),
]

const clocks = [
  pattern('(?:at |um )?(?<h>1[0-2]|0?[1-9])(?::(?<m>[0-5]\\d))?\\s?(?<half>am|pm|a\\.m\\.|p\\.m\\.)'),
  pattern('(?:at |um )?(?<h>[01]?\\d|2[0-3])(?:[:.](?<m>[0-5]\\d))?\\s?uhr'),
  pattern('(?:at |um )?(?<h>[01]?\\d|2[0-3]):(?<m>[0-5]\\d)'),
]
const bareHour = pattern('(?:at|um) (?<h>[01]?\\d|2[0-3])')
const parts: Array<[RegExp, Time]> = [
  [pattern('(?:in the )?morning|früh|frueh|vormittags?'), { hour: 9, minute: 0 }],
  [pattern('(?:at )?noon|mittags?'), { hour: 12, minute: 0 }],
  [pattern('(?:in the )?afternoon|nachmittags?'), { hour: 15, minute: 0 }],
  [pattern('(?:in the )?evening|abends?'), { hour: 18, minute: 0 }],
]

function clock(text: string): { length: number; time: Time } | undefined {
  for (const at of clocks) {
    const match = at.exec(text)
    const { h, m, half } = match?.groups ?? {}
    if (match === null || h === undefined) continue
    const hour = half === undefined ? Number(h) : Number(h) % 12 + (/^p/iu.test(half) ? 12 : 0)
    return { length: match[0].length, time: { hour, minute: Number(m ?? 0) } }
  }
  return undefined
}

/** timeAt reads what may follow a day: "5pm", "at 5", "um 14 Uhr", "evening". */
export function timeAt(text: string): { length: number; time: Time } | undefined {
  const found = clock(text)
  if (found !== undefined) return found
  const bare = bareHour.exec(text)
  const hour = Number(bare?.groups?.['h'])
  // Nobody plans for four in the morning without saying so.
  if (bare !== null) return { length: bare[0].length, time: { hour: hour >= 1 && hour <= 6 ? hour + 12 : hour, minute: 0 } }
  for (const [at, time] of parts) {
    const match = at.exec(text)
    if (match !== null) return { length: match[0].length, time }
  }
  return undefined
}

function longest(text: string, today: Today): Found | undefined {
  let best: Found | undefined
  for (const rule of days) {
    const found = rule(text, today)
    if (found !== undefined && found.length > (best?.length ?? 0)) best = found
  }
  return best
}

const separator = /^(?:,?\s+|T(?=\d))/u

/** when reads the date that a text begins with; undefined when it begins with none. */
export function when(text: string, today: Today): When | undefined {
  const day = longest(text, today)
  if (day === undefined) return timeAlone(text, today)
  const gap = separator.exec(text.slice(day.length))?.[0] ?? ''
  const time = day.moment !== undefined || gap === '' ? undefined : timeAt(text.slice(day.length + gap.length))
  const length = time === undefined ? day.length : day.length + gap.length + time.length
  return { length, due: day.moment ?? dueAt(day.day, time?.time, today.zone) }
}

/** timeAlone is the next time that the clock shows this, and the day it is said with: "5pm tomorrow". */
function timeAlone(text: string, today: Today): When | undefined {
  const found = clock(text)
  if (found === undefined) return undefined
  const gap = separator.exec(text.slice(found.length))?.[0] ?? ''
  const day = gap === '' ? undefined : longest(text.slice(found.length + gap.length), today)
  if (day !== undefined && day.moment === undefined) return { length: found.length + gap.length + day.length, due: dueAt(day.day, found.time, today.zone) }
  const due = dueAt(here(today), found.time, today.zone)
  return { length: found.length, due: new Date(due) > today.now ? due : dueAt(addDays(here(today), 1), found.time, today.zone) }
}
