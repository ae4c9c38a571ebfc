import { expect, test } from 'vitest'

import type { BoardColumn, Card } from '~/data'

import { dropped, lanesOf, linesOf, moved, stepped } from './model'

const column = (id: string): BoardColumn => ({ id, project_id: 'p', name: id, rank: id, wip_limit: null, version: 1 })
const card = (id: string, column_id: string, rank: string, done = false) => ({ id, column_id, rank, completed_at: done ? '2026-01-01T00:00:00Z' : null }) as Card

const board = {
  columns: [column('todo'), column('empty'), column('done')],
  cards: Object.fromEntries([card('b', 'todo', 'a1'), card('a', 'todo', 'a0'), card('c', 'todo', 'a2'), card('x', 'done', 'a0', true), card('lost', 'nowhere', 'a0')].map((one) => [one.id, one])),
}
const lanes = lanesOf(board, () => true)

test('cards stand in their columns, in the order of their ranks', () => {
  expect(lanes.map((lane) => lane.cards.map((one) => one.id))).toEqual([['a', 'b', 'c'], [], ['x']])
  expect(lanes.map((lane) => lane.total)).toEqual([3, 0, 0])
  expect(lanesOf(board, (one) => one.id === 'c')[0]).toMatchObject({ cards: [{ id: 'c' }], total: 3 })
})

test.each([
  [undefined, 'down', 'a'], ['a', 'up', undefined], ['a', 'down', 'b'], ['c', 'forward', 'x'], ['x', 'back', 'a'], ['x', 'forward', undefined], ['a', 'last', 'c'], ['gone', 'up', 'a'],
] as const)('from %s %s leads to %s', (from, step, to) => {
  expect(stepped(lanes, from, step)).toBe(to)
})

test.each([
  ['a', 'up', undefined], ['b', 'up', { column: 'todo', spot: { before: 'a' } }], ['b', 'down', { column: 'todo', spot: { after: 'c' } }],
  ['b', 'forward', { column: 'empty', spot: { position: 'bottom' } }], ['x', 'forward', undefined], ['x', 'back', { column: 'empty', spot: { position: 'bottom' } }],
  ['c', 'first', { column: 'todo', spot: { position: 'top' } }], ['c', 'last', undefined],
] as const)('%s moves %s', (id, step, to) => {
  expect(moved(lanes, id, step)).toEqual(to)
})

test('a drop where the card is already moves nothing', () => {
  expect(dropped(lanes, 'b', 'todo', { id: 'b', half: 'upper' })).toBeUndefined()
  expect(dropped(lanes, 'b', 'todo', { id: 'a', half: 'lower' })).toBeUndefined()
  expect(dropped(lanes, 'b', 'todo', { id: 'c', half: 'upper' })).toBeUndefined()
  expect(dropped(lanes, 'c', 'todo', undefined)).toBeUndefined()
  expect(dropped(lanes, 'a', 'todo', { id: 'c', half: 'upper' })).toEqual({ column: 'todo', spot: { before: 'c' } })
  expect(dropped(lanes, 'a', 'empty', undefined)).toEqual({ column: 'empty', spot: { position: 'bottom' } })
})

test('a pasted list becomes titles', () => {
  expect(linesOf('- one\r\n2. two\n\n[ ] three\n * four \n-5 degrees')).toEqual(['one', 'two', 'three', 'four', '-5 degrees'])
})
