// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { boardQuery, labelsQuery, membersQuery, meQuery, projectsQuery, queryClient, viewsQuery, workspacesQuery } from '~/data'

import { api } from './client'
import { askEarly, dropEarly, needsOf, takeEarly } from './early'
import { session } from './session'

const page = '/w/wsp_1/p/prj_1'
const answer = (status: number, body: object) => async () => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' } })

beforeEach(() => session.set('active'))
afterEach(() => {
  dropEarly()
  queryClient.clear()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('what is asked for early is what the queries of a board ask for, and nothing is asked twice', async () => {
  const fetching = vi.fn(answer(200, { items: [], columns: [], cards: [], event_mark: 'm' }))
  vi.stubGlobal('fetch', fetching)
  askEarly(page)
  expect((fetching.mock.calls as unknown[][]).map(([address]) => address)).toEqual(needsOf(page))
  for (const query of [meQuery(), workspacesQuery(), projectsQuery('wsp_1'), boardQuery('wsp_1', 'prj_1'), membersQuery('wsp_1'), labelsQuery('wsp_1'), viewsQuery('wsp_1')]) {
    await queryClient.fetchQuery(query as ReturnType<typeof meQuery>)
  }
  expect(fetching).toHaveBeenCalledTimes(needsOf(page).length)
  for (const address of needsOf(page)) expect(takeEarly(new Request(location.origin + address)), address).toBeUndefined()
})

test.each([
  ['/', 0], ['/login', 0], ['/settings', 0], ['/w/wsp_1', 3], ['/w/wsp_1/today', 3], [`${page}/settings`, 3], [page, 7],
])('%s begins with %d questions', (path, count) => expect(needsOf(path)).toHaveLength(count))

test('an answer is taken once, and only by the question that it is of', async () => {
  vi.stubGlobal('fetch', vi.fn(answer(200, {})))
  askEarly(page)
  const me = `${location.origin}/api/v1/me`
  expect(takeEarly(new Request(me, { method: 'DELETE' }))).toBeUndefined()
  askEarly(page)
  expect(takeEarly(new Request(`${me}?x=1`))).toBeUndefined()
  expect(takeEarly(new Request(me))).toBeDefined()
  expect(takeEarly(new Request(me))).toBeUndefined()
})

test('an answer that was left lying is not taken', () => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', vi.fn(answer(200, {})))
  askEarly(page)
  vi.advanceTimersByTime(9_999)
  expect(takeEarly(new Request(`${location.origin}/api/v1/me`))).toBeDefined()
  vi.advanceTimersByTime(1)
  expect(takeEarly(new Request(`${location.origin}/api/v1/workspaces?limit=100`))).toBeUndefined()
})

test('who signs in after a refusal gets answers of his own', async () => {
  session.set('unknown')
  const fetching = vi.fn(answer(401, { type: 'urn:taskflow:problem:unauthenticated' }))
  vi.stubGlobal('fetch', fetching)
  askEarly(page)
  await expect(api.GET('/api/v1/me')).rejects.toMatchObject({ code: 'unauthenticated' })
  fetching.mockImplementation(answer(200, { items: [] }))
  const { response } = await api.GET('/api/v1/workspaces', { params: { query: { limit: 100 } } })
  expect(response.status).toBe(200)
})

test('a question that did not get through early is asked again as any other', async () => {
  vi.useFakeTimers()
  const fetching = vi.fn(async () => Promise.reject(new TypeError('Failed to fetch')))
  vi.stubGlobal('fetch', fetching)
  askEarly(page)
  fetching.mockImplementation(answer(200, { id: 'usr_1' }) as never)
  const call = api.GET('/api/v1/me')
  await vi.advanceTimersByTimeAsync(30_000)
  expect((await call).data).toMatchObject({ id: 'usr_1' })
})
