// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import { type Card, matches } from '~/data'

import { filterOf, groupsFor, type View } from './model'

const card = (id: string, due: string | null, rest: Partial<Card> = {}) => ({ id, due, completed_at: null, archived: false, labels: [], assignee_id: 'usr_1', ...rest }) as unknown as Card

// Half past eleven at night of Tuesday the 24th in UTC: Wednesday in Berlin, afternoon in Los Angeles.
const now = new Date('2026-11-24T23:30:00Z')
const shape = (view: View, zone: string, cards: Card[]) => groupsFor[view](cards, now, zone).map((one) => [one.key, ...one.cards.map(({ id }) => id)])

const cards = [
  card('day before', '2026-11-23'), card('day', '2026-11-24'), card('morrow', '2026-11-25'), card('night', '2026-11-24T23:15:00Z'), card('soon', '2026-11-25T00:30:00Z'),
  card('later', '2026-12-20'), card('never', null),
]

describe('the day of a person', () => {
  it.each([
    ['UTC', [['overdue', 'day before', 'night'], ['today', 'day']]],
    ['Europe/Berlin', [['overdue', 'day before', 'night', 'day'], ['today', 'soon', 'morrow']]],
    ['America/Los_Angeles', [['overdue', 'day before', 'night'], ['today', 'day', 'soon']]],
  ])('in %s', (zone, groups) => {
    expect(shape('today', zone, cards)).toEqual(groups)
  })

  it('is followed by the days that have tasks', () => {
    expect(shape('upcoming', 'UTC', cards)).toEqual([['2026-11-25', 'soon', 'morrow'], ['2026-12-20', 'later']])
    expect(shape('upcoming', 'Europe/Berlin', cards)).toEqual([['2026-12-20', 'later']])
  })

  it('sorts everything of mine by when', () => {
    expect(shape('my', 'UTC', cards)).toEqual([['overdue', 'day before', 'night'], ['today', 'day'], ['tomorrow', 'soon', 'morrow'], ['later', 'later'], ['', 'never']])
  })

  it('keeps what was completed a moment ago where it was', () => {
    const done = card('day before', '2026-11-23', { completed_at: '2026-11-24T23:29:00Z' })
    expect(shape('today', 'UTC', [done])).toEqual([['overdue', 'day before']])
  })
})

describe('what is asked for', () => {
  it('holds whatever is shown, in every zone', () => {
    for (const zone of ['Pacific/Kiritimati', 'Etc/GMT+12', 'UTC']) {
      for (const view of ['today', 'upcoming'] as const) {
        const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now)
        for (let hour = -72; hour < 72; hour++) {
          const one = card('x', new Date(now.getTime() + hour * 3_600_000).toISOString())
          if (shape(view, zone, [one]).length > 0) expect(matches(filterOf(view, 'me', today), one, 'usr_1', now)).toBe(true)
        }
      }
    }
  })
})
