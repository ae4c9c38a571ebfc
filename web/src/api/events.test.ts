// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { follow, type Handlers } from './events'
import { session, signedIn } from './session'

const handlers = (): Handlers => ({ event: vi.fn(), begun: vi.fn(), gap: vi.fn(), refused: vi.fn() })
const streaming = (text = '') => new Response(new ReadableStream({ start: (control) => { if (text !== '') control.enqueue(new TextEncoder().encode(text)) } }), { status: 200 })
const asked = (fetching: ReturnType<typeof vi.fn>, n: number) => new Headers((fetching.mock.calls[n]?.[1] as RequestInit | undefined)?.headers)

let stop = () => {}
beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: false })
  session.set('active')
})
afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function answers(...list: Array<() => Response>) {
  const fetching = vi.fn(async () => (list.length > 1 ? list.shift() : list[0])?.() ?? streaming())
  vi.stubGlobal('fetch', fetching)
  return fetching
}

test('a stream whose session has ended goes on where it stopped, once somebody has signed in again', async () => {
  const heard = handlers()
  const fetching = answers(() => new Response('id: mark-1\n\n', { status: 200 }), () => new Response(null, { status: 401 }), () => streaming())
  stop = follow('wsp_1', Promise.resolve(undefined), heard)
  await vi.advanceTimersByTimeAsync(2000)
  expect(fetching).toHaveBeenCalledTimes(2)
  expect(session.get()).toBe('lapsed')
  expect(heard.refused).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(fetching).toHaveBeenCalledTimes(2)
  signedIn()
  await vi.advanceTimersByTimeAsync(0)
  expect(fetching).toHaveBeenCalledTimes(3)
  expect(asked(fetching, 2).get('Last-Event-ID')).toBe('mark-1')
})

test.each([429, 503])('a %i is waited out as long as the server asks, by its own clock', async (status) => {
  const headers = { Date: 'Tue, 10 Mar 2026 09:00:00 GMT', 'Retry-After': 'Tue, 10 Mar 2026 09:00:20 GMT' }
  const fetching = answers(() => new Response(null, { status, headers }), () => streaming())
  stop = follow('wsp_1', Promise.resolve(undefined), handlers())
  await vi.advanceTimersByTimeAsync(20_000)
  expect(fetching).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(fetching).toHaveBeenCalledTimes(2)
})

test('who may not follow is told once, and nothing is asked again', async () => {
  const heard = handlers()
  const fetching = answers(() => new Response(null, { status: 404 }))
  stop = follow('wsp_1', Promise.resolve(undefined), heard)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(fetching).toHaveBeenCalledTimes(1)
  expect(heard.refused).toHaveBeenCalledWith(404)
})

test('each wait takes its listeners away again', async () => {
  const [added, removed] = [vi.spyOn(window, 'addEventListener'), vi.spyOn(window, 'removeEventListener')]
  answers(() => new Response(null, { status: 500 }))
  stop = follow('wsp_1', Promise.resolve(undefined), handlers())
  await vi.advanceTimersByTimeAsync(60_000)
  const online = (calls: unknown[][]) => calls.filter(([name]) => name === 'online').length
  expect(online(added.mock.calls)).toBeGreaterThan(3)
  expect(online(added.mock.calls) - online(removed.mock.calls)).toBeLessThanOrEqual(1)
})

test('where it begins is said once, however often it is opened', async () => {
  const heard = handlers()
  answers(() => new Response('id: mark-1\n\n', { status: 200 }))
  stop = follow('wsp_1', Promise.resolve('mark-0'), heard)
  await vi.advanceTimersByTimeAsync(5000)
  expect(heard.begun).toHaveBeenCalledTimes(1)
  expect(heard.begun).toHaveBeenCalledWith(true)
})
