import { last, mostApart, type Rhythm, workdays } from './rhythm'
import { germanShort, monthNames, type Today, timeAt, type Time, weekdayNames } from './when'
import { dayOf, realDay, weekdayOf } from './zone'

/** A repetition found at the beginning of a text: how long it is, its rhythm, and its time where that was said. */
export interface Repetition { length: number; rhythm: Rhythm; time: Time | undefined }

/** A part of the text that was understood, and what follows it. */
interface Read<T> { value: T; rest: string }

const begin = /^(?:every|each|jede[nrsm]?|alle)\s+/iu
const edge = '(?=$|[\\s,;:!?)]|\\.(?:\\s|$))'
const longestFirst = (words: object) => Object.keys(words).sort((a, b) => b.length - a.length).join('|')

const units: Record<string, Rhythm['every'] | 'workday' | 'quarter'> = {
  day: 'day', days: 'day', tag: 'day', tage: 'day', week: 'week', weeks: 'week', woche: 'week', wochen: 'week', month: 'month', months: 'month', monat: 'month', monate: 'month',
  year: 'year', years: 'year', jahr: 'year', jahre: 'year', weekday: 'workday', workday: 'workday', werktag: 'workday', wochentag: 'workday', quarter: 'quarter', quartal: 'quarter',
}
const ordinals: Record<string, number> = {
  first: 1, erste: 1, ersten: 1, erster: 1, erstes: 1, second: 2, zweite: 2, zweiten: 2, zweiter: 2, zweites: 2, third: 3, dritte: 3, dritten: 3, dritter: 3, drittes: 3,
  fourth: 4, vierte: 4, vierten: 4, vierter: 4, viertes: 4, last: last, letzte: last, letzten: last, letzter: last, letztes: last,
}

const unitAt = new RegExp(`^(${longestFirst(units)})${edge}`, 'iu')
const countAt = /^(\d{1,3})\s+/u
const otherAt = /^other\s+/iu
const ordinalAt = new RegExp(`^(?:(\\d{1,2})(?:st|nd|rd|th|\\.)|(${longestFirst(ordinals)}))${edge}\\s*`, 'iu')
const ofMonthAt = new RegExp(`^\\s*(?:of (?:the |every |each )?month|in the month|im monat|des monats|(?:eines )?(?:jeden )?monats)${edge}`, 'iu')
const onAt = /^\s+(?:on|am)\s+/iu
const dayAt = new RegExp(`^(${longestFirst(weekdayNames)})s?\\.?${edge}`, 'iu')
const shortDayAt = new RegExp(`^(${longestFirst(germanShort)})\\.?${edge}`, 'iu')
const andAt = /^(?:\s*,\s*(?:and |und )?|\s+(?:and|und|&)\s+)/iu
const dateAt = new RegExp(`^(?:(?<m>${longestFirst(monthNames)})\\.?\\s+(?<d>\\d{1,2})(?:st|nd|rd|th)?|(?<d2>\\d{1,2})(?:\\.|st|nd|rd|th)?\\s*(?:of )?(?<m2>${longestFirst(monthNames)}))${edge}`, 'iu')

function cut(text: string, at: RegExp): Read<RegExpExecArray> | undefined {
  const match = at.exec(text)
  return match === null ? undefined : { value: match, rest: text.slice(match[0].length) }
}

/** weekday reads a name; the short ones of German are words of other languages as well. */
function weekday(text: string, german: boolean): Read<number> | undefined {
  const found = cut(text, dayAt) ?? (german ? cut(text, shortDayAt) : undefined)
  const name = found?.value[1]?.toLowerCase() ?? ''
  const value = weekdayNames[name] ?? germanShort[name]
  return found && value !== undefined ? { value, rest: found.rest } : undefined
}

/** weekdays reads one or several: "mon, wed and fri". */
function weekdays(text: string, german: boolean): Read<number[]> | undefined {
  const first = weekday(text, german)
  if (first === undefined) return undefined
  const value = [first.value]
  let { rest } = first
  for (;;) {
    const and = cut(rest, andAt)
    const next = and && weekday(and.rest, german)
    if (next === undefined) return { value, rest }
    if (!value.includes(next.value)) value.push(next.value)
    rest = next.rest
  }
}

/** ofUnit is a rhythm that counts days, weeks, months or years, from the day that it begins on. */
function ofUnit(text: string, interval: number, today: string, german: boolean): Read<Rhythm> | undefined {
  const found = cut(text, unitAt)
  const unit = units[found?.value[1]?.toLowerCase() ?? '']
  if (found === undefined || unit === undefined || interval < 1 || interval > mostApart) return undefined
  const [, month = 1, day = 1] = today.split('-').map(Number)
  switch (unit) {
    case 'day': return { value: { every: 'day', interval }, rest: found.rest }
    case 'workday': return interval === 1 ? { value: { every: 'week', interval, weekdays: workdays }, rest: found.rest } : undefined
    case 'month': return { value: { every: 'month', interval, day }, rest: found.rest }
    case 'quarter': return interval > 300 ? undefined : { value: { every: 'month', interval: 3 * interval, day }, rest: found.rest }
    case 'year': return { value: { every: 'year', interval, month, day }, rest: found.rest }
    case 'week': {
      const on = cut(found.rest, onAt)
      const days = on && weekdays(on.rest, german)
      return { value: { every: 'week', interval, weekdays: days?.value ?? [weekdayOf(today)] }, rest: days?.rest ?? found.rest }
    }
  }
}

/** ofOrdinal reads "2nd tue", "15th", "last day of the month", "3rd month", and German's "zweiten Dienstag". */
function ofOrdinal(text: string, today: string, german: boolean): Read<Rhythm> | undefined {
  const found = cut(text, ordinalAt)
  if (found === undefined) return undefined
  const [, digits, word = ''] = found.value
  const n = digits === undefined ? ordinals[word.toLowerCase()] ?? 0 : Number(digits)
  const day = cut(found.rest, /^(?:day|tag)(?=\s)/iu)
  const inMonth = day && cut(day.rest, ofMonthAt)
  if (inMonth !== undefined && fits(n)) return { value: { every: 'month', interval: 1, day: n }, rest: inMonth.rest }
  const counted = n > 0 ? ofUnit(found.rest, n, today, german) : undefined
  if (counted !== undefined) return counted
  const named = weekday(found.rest, german)
  if (named !== undefined) return ofNamed(n, named, german)
  if (digits === undefined || !fits(n)) return undefined
  const alone = found.value[0].trimEnd()
  return { value: { every: 'month', interval: 1, day: n }, rest: cut(text.slice(alone.length), ofMonthAt)?.rest ?? text.slice(alone.length) }
}

const fits = (day: number) => day === last || (day >= 1 && day <= 31)

/** ofNamed: the second Tuesday is one of a month's. In German every second one is every other one, unless a month is named. */
function ofNamed(n: number, { value, rest }: Read<number>, german: boolean): Read<Rhythm> | undefined {
  const inMonth = cut(rest, ofMonthAt)
  if (german && n === 2 && inMonth === undefined) return { value: { every: 'week', interval: 2, weekdays: [value] }, rest }
  return n === last || (n >= 1 && n <= 4) ? { value: { every: 'month', interval: 1, ordinal: n, weekday: value }, rest: inMonth?.rest ?? rest } : undefined
}

/** ofDate reads a day of the year: "dec 24", "24. Dezember". */
function ofDate(text: string): Read<Rhythm> | undefined {
  const found = cut(text, dateAt)
  const { m, m2, d, d2 } = found?.value.groups ?? {}
  const [month, day] = [monthNames[(m ?? m2 ?? '').toLowerCase()] ?? 0, Number(d ?? d2)]
  return found && realDay(2028, month, day) !== undefined ? { value: { every: 'year', interval: 1, month, day }, rest: found.rest } : undefined
}

function rhythmAt(text: string, today: string, german: boolean): Read<Rhythm> | undefined {
  const other = cut(text, otherAt)
  const count = cut(text, countAt)
  if (count !== undefined) return ofUnit(count.rest, Number(count.value[1]), today, german)
  const days = weekdays((other ?? { rest: text }).rest, german)
  if (days !== undefined) return { value: { every: 'week', interval: other === undefined ? 1 : 2, weekdays: days.value }, rest: days.rest }
  if (other !== undefined) return ofUnit(other.rest, 2, today, german)
  return ofDate(text) ?? ofUnit(text, 1, today, german) ?? ofOrdinal(text, today, german)
}

/** repetition reads how often something is to be done, where a text begins with that: "every 2nd tue at 5pm". */
export function repetition(text: string, { now, zone, language }: Today): Repetition | undefined {
  const begun = begin.exec(text)
  if (begun === null) return undefined
  const german = /^[ja]/iu.test(begun[0]) || language.startsWith('de')
  const found = rhythmAt(text.slice(begun[0].length), dayOf(now, zone), german)
  if (found === undefined) return undefined
  const gap = /^,?\s+/u.exec(found.rest)?.[0] ?? ''
  const time = gap === '' ? undefined : timeAt(found.rest.slice(gap.length))
  const length = text.length - found.rest.length + (time === undefined ? 0 : gap.length + time.length)
  return { length, rhythm: found.value, time: time?.time }
}
