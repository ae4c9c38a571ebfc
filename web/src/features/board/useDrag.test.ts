import { expect, test } from 'vitest'

import { hastened, speedAt } from './useDrag'

test('a drag scrolls near the edges only, faster the nearer it is', () => {
  expect(speedAt(500, 0, 1000)).toBe(0)
  expect(speedAt(1, 0, 1000)).toBeLessThan(speedAt(40, 0, 1000))
  expect(speedAt(40, 0, 1000)).toBeLessThan(0)
  expect(speedAt(960, 0, 1000)).toBeGreaterThan(0)
  expect(speedAt(-100, 0, 1000)).toBe(-18)
})

test('it gets faster the longer it goes on, up to a limit', () => {
  expect(hastened(0)).toBe(1)
  expect(hastened(60)).toBe(2)
  expect(hastened(10_000)).toBe(4)
})
