import { expect, test } from 'vitest'

import type { BoardColumn, Card } from '~/data'

import { across, cardAt, dropped, heightOf, lanesOf, linesOf, moved, neighbour, placeOf, steadied, stepped } from './model'

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
  [undefined, 'down', 'a'], ['a', 'up', undefined], ['a', 'down', 'b'], ['c', 'forward', 'x'], ['x', 'back', 'a'], ['x', 'forward', undefined], ['a', 'last', 'c'], ['gone', 'up', 'a'], ['b', 'end', 'x'], ['x', 'start', 'a'],
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

test('a card is found where it stands', () => {
  expect(placeOf(lanes, 'c')).toEqual({ lane: 0, at: 2 })
  expect(cardAt(lanes, 'x')?.id).toBe('x')
  expect([placeOf(lanes, 'lost'), cardAt(lanes, undefined)]).toEqual([undefined, undefined])
})

test('columns in which nothing changed stay what they were', () => {
  const again = steadied(lanes, lanesOf(board, () => true))
  expect(again.every((lane, at) => lane === lanes[at])).toBe(true)
  const moved = { ...board, cards: { ...board.cards, b: { ...board.cards['b'], column_id: 'done' } as Card } }
  expect(steadied(lanes, lanesOf(moved, () => true)).map((lane, at) => lane === lanes[at])).toEqual([false, true, false])
})

test.each([['a', 'b', ['a', 'b']], ['c', 'b', ['b', 'c']], ['a', 'x', ['a', 'x']], ['gone', 'x', ['x']], ['a', 'gone', []]])('from %s to %s are selected %j', (from, to, ids) => {
  expect(across(lanes, from, to)).toEqual(ids)
})

test('the focus of a card that is gone goes to what takes its place', () => {
  const without = (id: string) => lanesOf(board, (one) => one.id !== id)
  expect(neighbour(lanes, without('b'), 'b')).toBe('c')
  expect(neighbour(lanes, without('c'), 'c')).toBe('b')
  expect(neighbour(lanes, without('x'), 'x')).toBe('a')
  expect(neighbour(lanes, [], 'x')).toBeUndefined()
})

test('a card with more in it is higher', () => {
  const plain = { title: 'short', labels: [] as string[], due: null, assignee_id: null, priority: 'medium', subtasks: 0 } as unknown as Card
  const heights = [plain, { ...plain, title: 'long '.repeat(10) }, { ...plain, title: 'long '.repeat(10), labels: ['l'] }].map(heightOf)
  expect(heights.toSorted((a, b) => a - b)).toEqual(heights)
  expect(new Set(heights).size).toBe(3)
})
