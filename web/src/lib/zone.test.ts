import { describe, expect, it } from 'vitest'

import { addDays, addMonths, dayOf, daysBetween, dueAt, dueDay, isOverdue, momentOf, realDay, wallOf, weekdayOf } from './zone'

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Kiritimati', 'America/St_Johns']

describe('moments and walls', () => {
  it.each([
    ['an hour that is shown once', '2026-12-24', 17, 0, '2026-12-24T16:00:00Z'],
    ['an hour that clocks skip is as much later', '2026-03-29', 2, 30, '2026-03-29T01:30:00Z'],
    ['an hour that clocks show twice is the first', '2026-10-25', 2, 30, '2026-10-25T00:30:00Z'],
    ['the last hour of summer time', '2026-10-25', 1, 59, '2026-10-24T23:59:00Z'],
  ])('in Berlin: %s', (_, day, hour, minute, moment) => {
    expect(dueAt(day, { hour, minute }, 'Europe/Berlin')).toBe(moment)
  })

  it('belong to each other in every zone, at every hour of three years', () => {
    for (const zone of zones) {
      for (let at = Date.UTC(2025, 0, 1); at < Date.UTC(2028, 0, 1); at += 31 * 3_600_000 + 30 * 60_000) {
        const wall = wallOf(new Date(at), zone)
        // The hour that is shown twice may come back as its first time, which shows the same.
        expect(wallOf(momentOf(wall, zone), zone)).toEqual(wall)
      }
    }
  })
})

describe('days', () => {
  it('begin at midnight of the zone', () => {
    const moment = new Date('2026-11-24T23:30:00Z')
    expect(dayOf(moment, 'UTC')).toBe('2026-11-24')
    expect(dayOf(moment, 'Europe/Berlin')).toBe('2026-11-25')
    expect(dueDay('2026-11-24T23:30:00Z', 'Europe/Berlin')).toBe('2026-11-25')
    expect(dueDay('2026-11-24', 'Pacific/Kiritimati')).toBe('2026-11-24')
  })

  it('are counted by the calendar', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30')
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2026-11-24', 2)).toBe('2027-01-24')
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2)
    expect([weekdayOf('2026-11-23'), weekdayOf('2026-11-29')]).toEqual([1, 7])
    expect([realDay(2026, 2, 29), realDay(2028, 2, 29), realDay(2026, 13, 1)]).toEqual([undefined, '2028-02-29', undefined])
  })

  it('are over when the next has begun, moments when they have passed', () => {
    const now = new Date('2026-11-24T23:30:00Z')
    expect(isOverdue('2026-11-24', now, 'UTC')).toBe(false)
    expect(isOverdue('2026-11-24', now, 'Europe/Berlin')).toBe(true)
    expect(isOverdue('2026-11-24T23:29:00Z', now, 'UTC')).toBe(true)
    expect(isOverdue('2026-11-24T23:31:00Z', now, 'UTC')).toBe(false)
  })
})
