import { present } from '~/lib/clock'

import { language } from '.'

const made = new Map<string, unknown>()

/** Intl objects are slow to make and the same for everybody who asks alike. */
function once<T>(kind: string, options: object, make: (locale: string) => T): T {
  const locale = language().intl
  const key = `${kind} ${locale} ${JSON.stringify(options)}`
  const known = made.get(key) as T | undefined
  if (known !== undefined) return known
  const fresh = make(locale)
  made.set(key, fresh)
  return fresh
}

export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  return once('number', options, (locale) => new Intl.NumberFormat(locale, options)).format(value)
}

export function formatDate(value: Date, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string {
  return once('date', options, (locale) => new Intl.DateTimeFormat(locale, options)).format(value)
}

export function formatList(values: string[]): string {
  return once('list', {}, (locale) => new Intl.ListFormat(locale, { type: 'conjunction' })).format(values)
}

/** formatCountry names a country by its ISO 3166-1 code; a code that isn't one stays as it is. */
export function formatCountry(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  return once('country', {}, (locale) => new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })).of(code) ?? code
}

const steps: Array<[Intl.RelativeTimeFormatUnit, number]> = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]]

/** formatAgo says how long ago, or in how long, something is: "3 hours ago". */
export function formatAgo(value: Date, now: Date = present()): string {
  const seconds = (value.getTime() - now.getTime()) / 1000
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1]
  const format = once('relative', {}, (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  return unit === 'second' ? format.format(0, 'second') : format.format(Math.trunc(seconds / size), unit)
}
