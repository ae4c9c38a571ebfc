// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { api } from './client'
import { ApiProblem, retryAfterOf } from './problem'
import { session } from './session'

beforeEach(() => {
  vi.useFakeTimers()
  session.set('active')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const busy = () => new Response('{"type":"urn:taskflow:problem:unavailable"}', { status: 503, headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '5' } })

test('a read that is given up while it waits to be sent again is not sent again', async () => {
  const fetching = vi.fn(async () => busy())
  vi.stubGlobal('fetch', fetching)
  const stop = new AbortController()
  const call = api.GET('/api/v1/me', { signal: stop.signal }).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(1000)
  stop.abort()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await call).toMatchObject({ name: 'AbortError' })
  expect(fetching).toHaveBeenCalledTimes(1)
})

test('a read that was given up before its wait began is not sent again', async () => {
  const stop = new AbortController()
  const fetching = vi.fn(async () => {
    stop.abort()
    return busy()
  })
  vi.stubGlobal('fetch', fetching)
  const call = api.GET('/api/v1/me', { signal: stop.signal }).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await call).toMatchObject({ name: 'AbortError' })
  expect(fetching).toHaveBeenCalledTimes(1)
})

test('a read is sent again as often and as late as the server asks, and then refused', async () => {
  const fetching = vi.fn(async () => busy())
  vi.stubGlobal('fetch', fetching)
  const call = api.GET('/api/v1/me').catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(4999)
  expect(fetching).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(fetching).toHaveBeenCalledTimes(4)
  const problem = await call
  expect(problem).toBeInstanceOf(ApiProblem)
  expect(problem).toMatchObject({ status: 503, code: 'unavailable', retryAfter: 5 })
})

test.each([
  [{ 'Retry-After': '7' }, 7],
  [{ 'Retry-After': 'Tue, 10 Mar 2026 09:01:00 GMT', Date: 'Tue, 10 Mar 2026 09:00:00 GMT' }, 60],
  [{ 'Retry-After': 'Tue, 10 Mar 2026 08:00:00 GMT', Date: 'Tue, 10 Mar 2026 09:00:00 GMT' }, 0],
  [{ 'Retry-After': 'soon' }, undefined],
  [{}, undefined],
])('%j asks for %s seconds', (headers, want) => expect(retryAfterOf({ headers: new Headers(headers as Record<string, string>) })).toBe(want))
