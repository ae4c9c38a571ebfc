// @vitest-environment happy-dom
import { expect, test } from 'vitest'

import { actsOf } from './acts'
import { stepOf } from './keys'
import type { Lane } from './model'

const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false })

test.each([
  [press('ArrowRight'), 'forward', 'back'], [press('ArrowLeft'), 'back', 'forward'], [press('j'), 'down', 'down'], [press('End'), 'last', 'last'],
  [press('End', true), 'end', 'end'], [press('Home', true), 'start', 'start'], [press('ArrowRight', true), undefined, undefined], [press('q'), undefined, undefined],
] as const)('%j leads %s, and %s from right to left', (event, there, turned) => {
  expect([stepOf(event, false), stepOf(event, true)]).toEqual([there, turned])
})

const lanes = [['a', 'b', 'c'], ['d', 'e']].map((ids, at) => ({ column: { id: `col_${at}` }, cards: ids.map((id) => ({ id })), total: ids.length })) as unknown as Lane[]
const acts = () => actsOf({ ws: 'wsp_1', lanes, rights: { edit: () => true, finish: () => true }, onOpen: () => undefined })

test('Shift selects from where it began, and less again on the way back', () => {
  const { desk, step } = acts()
  step('a', 'down', true)
  step('b', 'down', true)
  expect([...desk.get().selected]).toEqual(['a', 'b', 'c'])
  step('c', 'up', true)
  expect([...desk.get().selected]).toEqual(['a', 'b'])
  step('b', 'forward', true)
  expect([...desk.get().selected]).toEqual(['a', 'b', 'd', 'e'])
  step('e', 'up', false)
  step('d', 'down', true)
  expect([...desk.get().selected]).toEqual(['a', 'b', 'd', 'e'])
})

test('a click with Shift selects up to where it was', () => {
  const { desk, goTo, reach } = acts()
  goTo('b')
  reach('e')
  expect([...desk.get().selected]).toEqual(['b', 'e'])
  expect(desk.get().focused).toBe('e')
  reach('d')
  expect([...desk.get().selected]).toEqual(['a', 'b', 'd', 'e'])
})

test('what is done is done to the selected cards, or to the one that somebody has gone to', () => {
  const { desk, targets, goTo, toggle, clear } = acts()
  expect(targets()).toEqual([])
  goTo('b')
  expect(targets().map((one) => one.id)).toEqual(['b'])
  toggle('d')
  expect(targets().map((one) => one.id)).toEqual(['d'])
  clear()
  expect(targets().map((one) => one.id)).toEqual(['b'])
  expect(desk.get().wanted).toEqual({ id: 'b' })
})
