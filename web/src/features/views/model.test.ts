import { expect, it } from 'vitest'

import type { SavedView } from '~/data'

import { addressOf, isChanged, isWorthSaving, queryIn } from './model'

const view = { id: 'viw_1', face: 'list', query: { assignee: 'me', sort: 'due' } } as SavedView

it('is an address and comes back from one', () => {
  expect(addressOf(view)).toEqual({ view: 'list', assignee: 'me', sort: 'due', saved: 'viw_1' })
  expect(isChanged(view, { ...addressOf(view), peek: 'tsk_1' })).toBe(false)
})

it('is changed by another face or another word', () => {
  expect([isChanged(view, { ...addressOf(view), view: undefined }), isChanged(view, { ...addressOf(view), label: 'x' }), isChanged(view, { view: 'list', assignee: 'me' })]).toEqual([true, true, true])
})

it('holds only what it knows', () => {
  expect(queryIn({ overdue: true, text: '', task: 'x', date: '2026-01-01' })).toEqual({ overdue: 'true' })
  expect([isWorthSaving({}), isWorthSaving({ view: 'calendar' }), isWorthSaving({ label: 'x' })]).toEqual([false, true, true])
})
