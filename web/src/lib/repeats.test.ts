import { describe, expect, it } from 'vitest'

import { repetition } from './repeats'
import { ruleOf } from './rhythm'

// A Tuesday.
const now = new Date('2026-11-24T10:00:00Z')

function read(text: string, language = 'en') {
  const found = repetition(text, { now, zone: 'Europe/Berlin', language })
  return found && { rule: ruleOf(found.rhythm), rest: text.slice(found.length), ...(found.time && { time: `${found.time.hour}:${found.time.minute}` }) }
}

describe('what repeats', () => {
  it.each([
    ['every day', 'FREQ=DAILY', ''],
    ['Every 3 days, then', 'FREQ=DAILY;INTERVAL=3', ', then'],
    ['every other day', 'FREQ=DAILY;INTERVAL=2', ''],
    ['every second week', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', ''],
    ['every weekday', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', ''],
    ['every week', 'FREQ=WEEKLY;BYDAY=TU', ''],
    ['every 2 weeks on friday and Monday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', ''],
    ['every tue', 'FREQ=WEEKLY;BYDAY=TU', ''],
    ['every Mondays', 'FREQ=WEEKLY;BYDAY=MO', ''],
    ['every mon, wed and fri', 'FREQ=WEEKLY;BYDAY=MO,WE,FR', ''],
    ['every other thursday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH', ''],
    ['every 2nd tue', 'FREQ=MONTHLY;BYDAY=2TU', ''],
    ['every last friday of the month', 'FREQ=MONTHLY;BYDAY=-1FR', ''],
    ['every first mon in the month', 'FREQ=MONTHLY;BYDAY=1MO', ''],
    ['every last day of the month', 'FREQ=MONTHLY;BYMONTHDAY=-1', ''],
    ['every 15th', 'FREQ=MONTHLY;BYMONTHDAY=15', ''],
    ['every 31st of the month', 'FREQ=MONTHLY;BYMONTHDAY=31', ''],
    ['every month', 'FREQ=MONTHLY;BYMONTHDAY=24', ''],
    ['every 3rd month', 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=24', ''],
    ['every quarter', 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=24', ''],
    ['every year', 'FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=24', ''],
    ['every dec 24', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', ''],
    ['each 29th of february', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', ''],
    ['jeden Tag', 'FREQ=DAILY', ''],
    ['alle 2 Wochen am Mi und Fr', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR', ''],
    ['jeden Dienstag', 'FREQ=WEEKLY;BYDAY=TU', ''],
    ['jeden Mo.', 'FREQ=WEEKLY;BYDAY=MO', ''],
    ['jeden 2. Dienstag', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', ''],
    ['jeden zweiten Dienstag im Monat', 'FREQ=MONTHLY;BYDAY=2TU', ''],
    ['jeden letzten Freitag', 'FREQ=MONTHLY;BYDAY=-1FR', ''],
    ['jeden letzten Tag des Monats', 'FREQ=MONTHLY;BYMONTHDAY=-1', ''],
    ['jeden 15.', 'FREQ=MONTHLY;BYMONTHDAY=15', ''],
    ['jeden 15. im Monat Miete', 'FREQ=MONTHLY;BYMONTHDAY=15', ' Miete'],
    ['jeden Werktag', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', ''],
    ['jedes Jahr', 'FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=24', ''],
    ['jeden 24. Dezember', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', ''],
  ])('%s', (text, rule, rest) => {
    expect(read(text)).toEqual({ rule, rest })
  })

  it.each([
    ['every tue 5pm', 'FREQ=WEEKLY;BYDAY=TU', '17:0', ''],
    ['every weekday at 9:30 call', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '9:30', ' call'],
    ['jeden Tag um 8 Uhr', 'FREQ=DAILY', '8:0', ''],
  ])('%s, with its time', (text, rule, time, rest) => {
    expect(read(text)).toEqual({ rule, time, rest })
  })

  it.each(['everyone', 'every', 'every ', 'everyday life', 'every user', 'every 0 days', 'every 1000 days', 'every 32nd', 'every 5th tue', 'every tuesdayish', 'each other', 'jeder', 'jede Menge', 'alle', 'every other'])('%s is only text', (text) => {
    expect(read(text)).toBeUndefined()
  })

  it('is read in no time, however long', () => {
    const started = performance.now()
    for (const long of [`every ${'mon, '.repeat(5000)}`, `every${' '.repeat(50_000)}day`, `every ${'2nd '.repeat(5000)}`]) repetition(long, { now, zone: 'UTC', language: 'de' })
    expect(performance.now() - started).toBeLessThan(300)
  })
})
