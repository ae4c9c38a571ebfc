import { describe, expect, it } from 'vitest'

import { firstDay, type Rhythm, rhythmOf, rhythmsOf, ruleOf } from './rhythm'

describe('rules', () => {
  it.each<[string, Rhythm]>([
    ['FREQ=DAILY', { every: 'day', interval: 1 }],
    ['FREQ=DAILY;INTERVAL=3', { every: 'day', interval: 3 }],
    ['FREQ=WEEKLY;BYDAY=MO,FR,SU', { every: 'week', interval: 1, weekdays: [1, 5, 7] }],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', { every: 'week', interval: 2, weekdays: [2] }],
    ['FREQ=MONTHLY;BYMONTHDAY=31', { every: 'month', interval: 1, day: 31 }],
    ['FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1', { every: 'month', interval: 3, day: -1 }],
    ['FREQ=MONTHLY;BYDAY=2TU', { every: 'month', interval: 1, ordinal: 2, weekday: 2 }],
    ['FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR', { every: 'month', interval: 2, ordinal: -1, weekday: 5 }],
    ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', { every: 'year', interval: 1, month: 12, day: 24 }],
  ])('%s are read and written as the server does', (rule, rhythm) => {
    expect(rhythmOf(rule)).toEqual(rhythm)
    expect(ruleOf(rhythm)).toBe(rule)
  })

  it.each(['', 'FREQ=HOURLY', 'FREQ=WEEKLY', 'FREQ=WEEKLY;BYDAY=XX', 'FREQ=MONTHLY', 'FREQ=MONTHLY;BYDAY=TU', 'FREQ=YEARLY', 'FREQ=DAILY;INTERVAL=0', 'FREQ=DAILY;INTERVAL=x'])('%s isn’t one that the app knows', (rule) => {
    expect(rhythmOf(rule)).toBeUndefined()
  })
})

describe('the first day', () => {
  it.each([
    ['FREQ=DAILY;INTERVAL=3', '2026-11-24', '2026-11-24'],
    ['FREQ=WEEKLY;BYDAY=TU', '2026-11-24', '2026-11-24'],
    ['FREQ=WEEKLY;BYDAY=MO,FR', '2026-11-24', '2026-11-27'],
    ['FREQ=MONTHLY;BYDAY=2TU', '2026-11-24', '2026-12-08'],
    ['FREQ=MONTHLY;BYDAY=-1FR', '2026-11-24', '2026-11-27'],
    ['FREQ=MONTHLY;BYMONTHDAY=31', '2026-11-24', '2026-11-30'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2027-02-01', '2027-02-28'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2027-01-01', '2027-02-28'],
    ['FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=23', '2026-11-24', '2027-11-23'],
  ])('of %s from %s on is %s', (rule, from, first) => {
    const rhythm = rhythmOf(rule)
    expect(rhythm && firstDay(rhythm, from)).toBe(first)
  })
})

it('what is offered for a day includes the day', () => {
  for (const day of ['2026-11-24', '2026-11-30', '2028-02-29', '2027-01-01', '2026-12-31']) {
    for (const rhythm of rhythmsOf(day)) {
      if (ruleOf(rhythm) === 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR') continue
      expect(firstDay(rhythm, day), `${ruleOf(rhythm)} on ${day}`).toBe(day)
    }
  }
})
