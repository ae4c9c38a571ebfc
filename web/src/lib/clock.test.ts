import { beforeEach, expect, test, vi } from 'vitest'

import { heardTime, present, skew } from './clock'

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-10T09:00:00Z') })
  skew.set(0)
  return () => vi.useRealTimers()
})

const asked = Date.parse('2026-03-10T08:59:59Z')

test.each([
  ['Tue, 10 Mar 2026 09:00:00 GMT', 0],
  ['Tue, 10 Mar 2026 08:58:30 GMT', 0],
  ['Mon, 09 Mar 2026 09:00:00 GMT', -86_400_000],
  ['Wed, 11 Mar 2026 09:00:00 GMT', 86_400_000],
  ['nonsense', 0],
  [null, 0],
])('a server that says %s is %i ms ahead', (date, want) => {
  heardTime(date, asked)
  expect(skew.get()).toBe(want)
  expect(present().getTime()).toBe(Date.now() + want)
})

test('a clock that was set right is right again', () => {
  heardTime('Mon, 09 Mar 2026 09:00:00 GMT', asked)
  heardTime('Tue, 10 Mar 2026 09:00:00 GMT', asked)
  expect(skew.get()).toBe(0)
})

test('small differences between answers change nothing', () => {
  heardTime('Mon, 09 Mar 2026 09:00:00 GMT', asked)
  const listener = vi.fn()
  skew.subscribe(listener)
  heardTime('Mon, 09 Mar 2026 09:00:04 GMT', asked)
  expect(listener).not.toHaveBeenCalled()
})
