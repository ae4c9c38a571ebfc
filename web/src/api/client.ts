import createClient from 'openapi-fetch'

import { heardTime } from '~/lib/clock'
import { newKey } from '~/lib/ids'

import { connection } from './connection'
import { dropEarly, takeEarly } from './early'
import { ApiProblem, isProblem, offline, problemOf } from './problem'
import type { paths } from './schema'
import { session, whenSignedIn } from './session'

/** How often a read is sent again after 429, 503 or a broken connection. */
const readRetries = 3
const longestWait = 30

interface Attempt { request: Request; tries: number }

/** doors are the endpoints whose 401 is about the credential in the request, not about the session. */
const doors = /^\/api\/v1\/(auth\/|me\/password$)/

function isRead(request: Request): boolean {
  return request.method === 'GET' || request.method === 'HEAD'
}

function wait(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end)
      resolve()
    }, seconds * 1000)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}

async function reach(request: Request): Promise<Response> {
  const { asked, response: answer } = takeEarly(request) ?? { asked: Date.now(), response: fetch(request) }
  try {
    const response = await answer
    heardTime(response.headers.get('Date'), asked)
    connection.reached(asked)
    return response
  } catch (error) {
    if (request.signal.aborted) throw error
    connection.missed()
    throw offline()
  }
}

/** after decides what becomes of a refusal: another attempt, or the problem. */
async function after(problem: ApiProblem, attempt: Attempt): Promise<Response> {
  const { request, tries } = attempt
  const path = new URL(request.url).pathname
  if (problem.code === 'unauthenticated') dropEarly()
  if (problem.code === 'unauthenticated' && !doors.test(path) && session.get() !== 'none') {
    if (session.get() === 'unknown') throw problem
    if (await whenSignedIn('lapsed')) return send({ request, tries })
  }
  if (problem.code === 'reauthenticate' && (await whenSignedIn('stepUp'))) return send({ request, tries })
  if (isRead(request) && problem.passing && tries < readRetries) {
    const seconds = problem.retryAfter ?? 2 ** tries
    if (seconds <= longestWait) {
      await wait(seconds, request.signal)
      return send({ request, tries: tries + 1 })
    }
  }
  throw problem
}

async function send(attempt: Attempt): Promise<Response> {
  try {
    // The body of a request can be read once, and this one may have to be sent again.
    const response = await reach(attempt.request.clone())
    if (response.ok || response.status === 304) return response
    throw await problemOf(response)
  } catch (error) {
    if (error instanceof ApiProblem) return after(error, attempt)
    throw error
  }
}

/** The only way to the server. A refusal is thrown as an ApiProblem. */
const client = createClient<paths>({
  baseUrl: typeof location === 'undefined' ? 'http://localhost' : location.origin,
  credentials: 'same-origin',
  cache: 'no-store',
  redirect: 'error',
  fetch: async (request) => {
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key') && !doors.test(new URL(request.url).pathname)) {
      request.headers.set('Idempotency-Key', newKey())
    }
    const response = await send({ request, tries: 0 })
    // What anybody may ask at a door says nothing of a session.
    if (response.status === 200 && session.get() === 'unknown' && !doors.test(new URL(request.url).pathname)) session.set('active')
    return response
  },
})

export const api = client

/** unwrap gives the answer of a call; refusals were thrown before. */
export async function unwrap<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<NonNullable<T>> {
  const { data, response } = await call
  if (data === undefined || data === null) throw new ApiProblem({ status: response.status, code: 'unreadable' })
  return data
}

/** ifMatch is the header that makes a change hold for one version only. */
export function ifMatch(version: number | undefined): Record<string, string> {
  return version === undefined ? {} : { 'If-Match': `"${version}"` }
}

/** once is the header that makes a POST that is sent twice happen once. */
export function once(key: string): Record<string, string> {
  return { 'Idempotency-Key': key }
}

export { isProblem }
