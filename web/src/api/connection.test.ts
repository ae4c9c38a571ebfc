// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { connection } from './connection'

let onLine = true
const ask = vi.fn()
let stop = () => {}

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(navigator, 'onLine', 'get').mockImplementation(() => onLine)
  stop = connection.follow(ask)
  connection.reached(Date.now())
})
afterEach(() => {
  stop()
  ask.mockClear()
  onLine = true
  vi.useRealTimers()
})

function lose(): void {
  onLine = false
  dispatchEvent(new Event('offline'))
}

test('an answer on its way when the line was lost brings nothing back', () => {
  const asked = Date.now()
  vi.advanceTimersByTime(5)
  lose()
  connection.reached(asked)
  expect(connection.state.get()).toBe('offline')
})

test('a server that still answers is not called lost', () => {
  vi.advanceTimersByTime(5)
  lose()
  expect(ask).toHaveBeenCalledOnce()
  connection.missed()
  expect(connection.state.get()).toBe('offline')
  vi.advanceTimersByTime(5)
  connection.reached(Date.now())
  expect(connection.state.get()).toBe('online')
})

test('what waits for the server goes on once something that was asked later has come', async () => {
  const asked = Date.now()
  vi.advanceTimersByTime(5)
  lose()
  let went = false
  const waiting = connection.whenOnline().then(() => (went = true))
  connection.reached(asked)
  await Promise.resolve()
  expect(went).toBe(false)
  vi.advanceTimersByTime(5)
  dispatchEvent(new Event('online'))
  connection.reached(Date.now())
  await waiting
  expect(went).toBe(true)
})
