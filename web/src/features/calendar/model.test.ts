import { describe, expect, it } from 'vitest'

import type { Card } from '~/data'

import { dayIn, daysOf, firstWeekday, isLate, movedTo, rangeOf, seen, stepped, weeksOf } from './model'

const card = (id: string, due: string | null, rest: Partial<Card> = {}) => ({ id, due, rank: 'a0', completed_at: null, ...rest }) as Card

describe('the grid', () => {
  it.each([['2026-03-15', 1, '2026-02-23', '2026-04-05', 6], ['2026-03-15', 7, '2026-03-01', '2026-04-04', 5], ['2026-02-10', 7, '2026-02-01', '2026-02-28', 4], ['2026-10-25', 6, '2026-09-26', '2026-11-06', 6]])('of %s from weekday %i', (day, first, from, to, weeks) => {
    const grid = weeksOf(day, 'month', first)
    expect([grid[0]?.[0], grid.at(-1)?.at(-1), grid.length]).toEqual([from, to, weeks])
    expect(new Set(grid.flat()).size).toBe(weeks * 7)
  })

  it('is one week where that is asked for, over the change of clocks too', () => {
    expect(weeksOf('2026-03-29', 'week', 1)).toEqual([['2026-03-23', '2026-03-24', '2026-03-25', '2026-03-26', '2026-03-27', '2026-03-28', '2026-03-29']])
    expect([stepped('2026-03-29', 'week', 1), stepped('2026-01-31', 'month', 1), stepped('2026-01-31', 'month', -1)]).toEqual(['2026-04-05', '2026-02-01', '2025-12-01'])
  })

  it('asks for a day more on each side', () => {
    expect(rangeOf('prj_1', weeksOf('2026-02-10', 'month', 7))).toMatchObject({ due_after: '2026-01-31', due_before: '2026-03-02' })
  })

  it('begins its weeks where the locale does', () => {
    expect([firstWeekday('de'), firstWeekday('en-US')]).toEqual([1, 7])
  })

  it('believes no address', () => {
    expect([dayIn('2026-02-30', 'x'), dayIn('2026-02-28', 'x'), dayIn({}, 'x'), dayIn(undefined, 'x')]).toEqual(['x', '2026-02-28', 'x', 'x'])
  })
})

describe('tasks', () => {
  it('are on the day in the zone of the reader, times of day first', () => {
    const days = daysOf([card('a', '2026-11-24'), card('b', '2026-11-23T23:30:00Z'), card('c', null)], 'Europe/Berlin')
    expect([...days].map(([day, list]) => [day, ...list.map((one) => one.id)])).toEqual([['2026-11-24', 'b', 'a']])
  })

  it('keep their time on the wall when they are moved over a change of clocks', () => {
    expect(movedTo('2026-03-27T08:00:00Z', '2026-03-30', 'Europe/Berlin')).toBe('2026-03-30T07:00:00Z')
    expect([movedTo('2026-03-27', '2026-03-30', 'UTC'), movedTo(null, '2026-03-30', 'UTC')]).toEqual(['2026-03-30', '2026-03-30'])
  })

  it('are late only while they are open', () => {
    const now = new Date('2026-11-24T10:00:00Z')
    expect([card('a', '2026-11-23'), card('b', '2026-11-24'), card('c', '2026-11-23', { completed_at: 'x' })].map((one) => isLate(one, now, 'UTC'))).toEqual([true, false, false])
  })

  it('that are held stay in sight', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((id) => card(id, '2026-11-24'))
    expect(seen(many, 4, 'e').map((one) => one.id)).toEqual(['a', 'b', 'e'])
    expect(seen(many.slice(1), 4, undefined)).toHaveLength(4)
  })
})
