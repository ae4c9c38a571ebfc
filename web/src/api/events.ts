import type { components } from './schema'
import { connection } from './connection'
import { retryAfterOf } from './problem'
import { session, whenSignedIn } from './session'

export type WorkspaceEvent = components['schemas']['ActivityEvent']

export interface Handlers {
  event(event: WorkspaceEvent): void
  /** It has begun, from a moment that was asked for (`since`) or from now on. Called once. */
  begun(since: boolean): void
  /** There is a gap: everything must be fetched again. */
  gap(): void
  /** The server doesn't let this person follow any more. */
  refused(status: number): void
}

/** One record of a stream of server-sent events (WHATWG HTML section 9.2). */
export interface Frame { event: string; data: string; id: string | undefined }

/** frames cuts a stream into records, whatever pieces it comes in. */
export function frames(): (piece: string) => Frame[] {
  let rest = ''
  return (piece) => {
    rest += piece
    // A carriage return at the end may be half of a line's end.
    const usable = rest.endsWith('\r') ? rest.length - 1 : rest.length
    const text = rest.slice(0, usable).replace(/\r\n?/g, '\n')
    const records = text.split('\n\n')
    rest = (records.pop() ?? '') + rest.slice(usable)
    return records.map(frame)
  }
}

function frame(record: string): Frame {
  const out: Frame = { event: 'message', data: '', id: undefined }
  const data: string[] = []
  for (const line of record.split('\n')) {
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'event') out.event = value
    if (name === 'data') data.push(value)
    if (name === 'id') out.id = value
  }
  out.data = data.join('\n')
  return out
}

const firstWait = 500
const longestWait = 15_000
/** Three heartbeats: a connection that is silent for longer is dead, whatever it says. */
const silence = 45_000

/** follow keeps a workspace's stream open, from a moment on if there is one, resuming where it stopped, until the returned function is called. */
export function follow(workspace: string, since: Promise<string | undefined>, handlers: Handlers): () => void {
  const stop = new AbortController()
  void keepOpen(workspace, since, handlers, stop.signal)
  return () => stop.abort()
}

async function keepOpen(workspace: string, since: Promise<string | undefined>, handlers: Handlers, stop: AbortSignal): Promise<void> {
  const place = { last: (await since) ?? '' }
  let begun = false
  const begin = (from: boolean) => {
    if (!begun) handlers.begun(from)
    begun = true
  }
  for (let failures = 0; !stop.aborted; failures++) {
    const opened = await open(workspace, place, { ...handlers, begun: begin }, stop)
    if (stop.aborted || opened.how === 'refused') return
    if (opened.how === 'lapsed') {
      // Whoever signs in again goes on where the stream stopped.
      if (session.get() === 'none' || !(await whenSignedIn('lapsed'))) return
      continue
    }
    if (opened.how === 'served') failures = 0
    connection.missed()
    const asked = (opened.after ?? 0) * 1000
    await rest(asked + Math.min(longestWait, firstWait * 2 ** failures) * (0.5 + Math.random() / 2), stop)
  }
}

/** How a stream ended; `after` is how many seconds the server asks to wait. */
interface Ending { how: 'served' | 'failed' | 'refused' | 'lapsed'; after?: number | undefined }

async function open(workspace: string, place: { last: string }, handlers: Handlers, stop: AbortSignal): Promise<Ending> {
  const alive = new AbortController()
  const end = () => alive.abort()
  stop.addEventListener('abort', end)
  let timer = setTimeout(end, silence)
  const beat = () => {
    clearTimeout(timer)
    timer = setTimeout(end, silence)
  }
  const asked = Date.now()
  try {
    const response = await fetch(`/api/v1/workspaces/${encodeURIComponent(workspace)}/events`, {
      headers: place.last === '' ? {} : { 'Last-Event-ID': place.last }, cache: 'no-store', signal: alive.signal,
    })
    if (response.status === 401) return { how: 'lapsed' }
    if (response.status === 403 || response.status === 404) {
      handlers.refused(response.status)
      return { how: 'refused' }
    }
    if (!response.ok || response.body === null) return { how: 'failed', after: retryAfterOf(response) }
    connection.reached(asked)
    handlers.begun(place.last !== '')
    await drink(response.body, place, handlers, () => {
      beat()
      connection.reached(asked)
    })
    return { how: 'served' }
  } catch {
    return { how: 'failed' }
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', end)
  }
}

async function drink(body: ReadableStream<Uint8Array<ArrayBuffer>>, place: { last: string }, handlers: Handlers, beat: () => void): Promise<void> {
  const cut = frames()
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    beat()
    for (const one of cut(value)) {
      if (one.id !== undefined) place.last = one.id
      deliver(one, handlers)
    }
  }
}

function deliver(one: Frame, handlers: Handlers): void {
  if (one.event === 'reset') return handlers.gap()
  if (one.data === '') return
  try {
    handlers.event(JSON.parse(one.data) as WorkspaceEvent)
  } catch {
    handlers.gap()
  }
}

function rest(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', wake)
      removeEventListener('online', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    stop.addEventListener('abort', wake)
    addEventListener('online', wake)
  })
}
