import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { connection } from '~/api/connection'
import { ApiProblem, offline } from '~/api/problem'

import { patch, put } from './changes'
import { engine, queryClient, run } from './data'
import { keys } from './keys'
import { take } from './live'
import type { Task } from './model'
import { defineMutation, type Mutation } from './mutation'

const ws = 'wsp_1'
const fields = ['title', 'description', 'priority'] as const
type Field = (typeof fields)[number]

interface Wanted { id: string; field: Field; value: string }

/** A generator of numbers that says the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What the server has, and how it answers: late, not at all, or by refusing. */
class Server {
  readonly tasks = new Map<string, Task>()
  /** Every value that was ever written, and how often. */
  readonly written = new Map<string, number>()
  trouble = 0
  private streamed = 0

  constructor(private readonly random: () => number) {}

  add(id: string): Task {
    const task = { id, title: 'title', description: 'description', priority: 'low', version: 1, parent_id: null, labels: [], archived: false } as unknown as Task
    this.tasks.set(id, task)
    return task
  }

  write(id: string, change: Partial<Record<Field, string>>, version?: number): Task {
    const before = this.tasks.get(id)
    if (before === undefined) throw new ApiProblem({ status: 404, code: 'not-found' })
    if (version !== undefined && version !== before.version) throw new ApiProblem({ status: 412, code: 'edit-conflict' })
    for (const value of Object.values(change)) this.written.set(value, (this.written.get(value) ?? 0) + 1)
    const after = { ...before, ...change, version: before.version + 1 } as Task
    this.tasks.set(id, after)
    // The stream brings it, to me as to all others, when it likes, but in order.
    this.streamed = Math.max(this.streamed, Date.now() + this.delay())
    setTimeout(() => take(ws, { id: 'evt_1', kind: 'task.updated', at: '', task_id: id, data: { id, version: after.version, ...change } }), this.streamed - Date.now())
    return after
  }

  delay(): number {
    return Math.floor(this.random() * 2000)
  }

  /** ask is a request on its way there and back. */
  async ask<T>(work: () => T): Promise<T> {
    await new Promise((resolve) => setTimeout(resolve, this.delay()))
    const fate = this.random()
    if (fate < this.trouble / 4) throw this.lost()
    if (fate < this.trouble / 2) throw new ApiProblem({ status: 503, code: 'unavailable', retryAfter: 1 })
    if (fate < this.trouble * 0.6) throw new ApiProblem({ status: 500, code: 'internal' })
    const answer = work()
    await new Promise((resolve) => setTimeout(resolve, this.delay()))
    if (fate < this.trouble) throw this.lost()
    return answer
  }

  private lost(): ApiProblem {
    connection.missed()
    setTimeout(() => connection.reached(Date.now()), 500)
    return offline()
  }
}

const change = (server: Server): Mutation<Wanted> => defineMutation<Wanted>({
  key: 'test.change',
  about: ({ id }) => [id],
  apply: (_view, { id, field, value }) => [patch('task', id, { [field]: value })],
  invert(view, { id, field }) {
    const before = view.get('task', id)
    return before && change(server).with({ id, field, value: String(before[field]) })
  },
  call: ({ id, field, value }, sending) => server.ask(() => [put('task', server.write(id, { [field]: value }, sending.version(id)))]),
  refetch: ({ id }) => server.ask(() => [put('task', server.tasks.get(id) as Task)]),
})

const shown = (id: string) => queryClient.getQueryData<Task>(keys.task(ws, id))
const settle = () => vi.advanceTimersByTimeAsync(10 * 60_000)

beforeEach(() => {
  vi.useFakeTimers()
  connection.reached(Date.now())
})
afterEach(async () => {
  await settle()
  engine.drop()
  queryClient.clear()
  vi.useRealTimers()
})

function world(seed: number): { server: Server; random: () => number; ids: string[] } {
  const random = seeded(seed)
  const server = new Server(random)
  const ids = ['tsk_1', 'tsk_2']
  for (const id of ids) queryClient.setQueryData(keys.task(ws, id), server.add(id))
  return { server, random, ids }
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))('whatever comes when, what is shown in the end is what the server has (%i)', async (seed) => {
  const { server, random, ids } = world(seed)
  server.trouble = seed % 3 === 0 ? 0 : 0.5
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const mine: Array<{ value: string; outcome: Promise<{ ok: boolean }> }> = []
  for (let step = 0; step < 25; step++) {
    const value = `value ${seed}.${step}`
    const what = random()
    if (what < 0.55) mine.push({ value, outcome: run(change(server).with({ id: pick(ids), field: pick(fields), value })) })
    else if (what < 0.85) server.write(pick(ids), { [pick(fields)]: value })
    else if (what < 0.92) engine.undo()
    else engine.redo()
    await vi.advanceTimersByTimeAsync(server.delay())
  }
  await settle()
  expect(engine.waiting.get()).toBe(0)
  expect(engine.ledger.size).toBe(0)
  for (const id of ids) expect(shown(id)).toEqual(server.tasks.get(id))
  for (const { value, outcome } of mine) {
    const { ok } = await outcome
    // What was confirmed was written, and without lost answers just once.
    if (ok) expect(server.written.get(value) ?? 0, value).toBeGreaterThanOrEqual(1)
    if (ok && server.trouble === 0) expect(server.written.get(value), value).toBeLessThanOrEqual(3)
  }
})

test('a change is shown at once, and a refusal takes back itself alone', async () => {
  const { server } = world(1)
  const failing = defineMutation<{ id: string }>({
    key: 'test.refused', about: ({ id }) => [id], apply: (_view, { id }) => [patch('task', id, { title: 'refused' })],
    call: () => server.ask(() => { throw new ApiProblem({ status: 403, code: 'forbidden' }) }),
  })
  const failed = run(failing.with({ id: 'tsk_1' }))
  const kept = run(change(server).with({ id: 'tsk_1', field: 'description', value: 'kept' }))
  expect(shown('tsk_1')).toMatchObject({ title: 'refused', description: 'kept' })
  await settle()
  expect(await failed).toMatchObject({ ok: false, problem: { code: 'forbidden' } })
  expect(await kept).toEqual({ ok: true })
  expect(shown('tsk_1')).toEqual(server.tasks.get('tsk_1'))
  expect(shown('tsk_1')).toMatchObject({ title: 'title', description: 'kept' })
})

test('others’ news come beneath what isn’t confirmed yet', async () => {
  const { server } = world(2)
  const mine = run(change(server).with({ id: 'tsk_1', field: 'title', value: 'mine' }))
  take(ws, { id: 'evt_1', kind: 'task.updated', at: '', task_id: 'tsk_1', data: { id: 'tsk_1', version: 9, title: 'theirs', description: 'theirs' } })
  expect(shown('tsk_1')).toMatchObject({ title: 'mine', description: 'theirs' })
  await settle()
  await mine
})

test('of two who change the same field the later one is asked, of different fields nobody', async () => {
  const { server } = world(3)
  const listener = { done: vi.fn(), failed: vi.fn() }
  const before = engine.listener
  engine.listener = listener
  server.write('tsk_1', { priority: 'urgent' })
  expect(await Promise.all([run(change(server).with({ id: 'tsk_1', field: 'title', value: 'mine' })), settle()])).toMatchObject([{ ok: true }, expect.anything()])
  expect(server.tasks.get('tsk_1')).toMatchObject({ title: 'mine', priority: 'urgent' })
  const contested = run(change(server).with({ id: 'tsk_2', field: 'title', value: 'mine' }))
  server.write('tsk_2', { title: 'theirs' })
  await settle()
  expect(await contested).toMatchObject({ ok: false, clash: { field: 'title', mine: 'mine', theirs: 'theirs' } })
  expect(listener.failed).toHaveBeenCalledTimes(1)
  expect(shown('tsk_2')).toMatchObject({ title: 'theirs' })
  engine.listener = before
})

test('one undo takes many back, and doing it again does them all', async () => {
  const { server, ids } = world(4)
  const many = ids.map((id) => change(server).with({ id, field: 'title', value: 'together' }))
  await Promise.all([run(many), settle()])
  expect(engine.undo()).toBe(true)
  await settle()
  expect(ids.map((id) => server.tasks.get(id)?.title)).toEqual(['title', 'title'])
  expect(engine.redo()).toBe(true)
  await settle()
  expect(ids.map((id) => server.tasks.get(id)?.title)).toEqual(['together', 'together'])
  expect(engine.redo()).toBe(false)
})

test('what is put beside another is sent after it', async () => {
  const { server } = world(5)
  const order: string[] = []
  const place = (ms: number) => defineMutation<{ id: string; after?: string }>({
    key: 'test.place', about: ({ id }) => [id], beside: ({ after }) => (after === undefined ? [] : [after]), apply: () => [],
    call: async ({ id }) => {
      await new Promise((resolve) => setTimeout(resolve, ms))
      order.push(id)
    },
  })
  void run(place(1000).with({ id: 'tsk_1' }))
  void run(place(10).with({ id: 'tsk_2', after: 'tsk_1' }))
  void run(place(10).with({ id: 'tsk_3' }))
  await settle()
  expect(order).toEqual(['tsk_3', 'tsk_1', 'tsk_2'])
  void server
})
