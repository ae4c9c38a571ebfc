import { expect, it } from 'vitest'

import { askedIn, filterIn, isNarrowed, without } from './address'

const defaults = { group: 'status', sort: 'rank' } as const

it('reads what an address asks for', () => {
  expect(askedIn({ view: 'list', group: 'due', sort: 'created', label: 'lbl_1', overdue: true, completed: 'false', text: 12 }, defaults)).toEqual({
    group: 'due', sort: 'created', order: 'desc', filter: { label: 'lbl_1', overdue: true, completed: 'false', text: '12' },
  })
})

it('believes nothing that it doesn’t know', () => {
  expect(askedIn({ group: 'x', sort: {}, order: 'up', priority: 'p1', label: ['a'], overdue: 'no', completed: 'maybe' }, defaults)).toEqual({ group: 'status', sort: 'rank', order: 'asc', filter: {} })
  expect(filterIn({ text: 'x'.repeat(1000) }).text).toHaveLength(200)
})

it('leaves the rest of an address alone', () => {
  expect(without({ view: 'list', label: 'a', text: 'b' }, ['label', 'text'])).toEqual({ view: 'list' })
  expect([isNarrowed({}), isNarrowed({ text: 'a' })]).toEqual([false, true])
})
