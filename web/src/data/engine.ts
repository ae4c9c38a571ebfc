import { connection } from '~/api/connection'
import { ApiProblem, isProblem } from '~/api/problem'
import { newKey } from '~/lib/ids'
import { createStore } from '~/lib/store'

import type { Cache } from './cache'
import type { Change } from './changes'
import { clashes, type Clash } from './clash'
import { Ledger } from './ledger'
import type { Invocation, Saying } from './mutation'

export type Outcome = { ok: true } | { ok: false; problem: ApiProblem; clash?: Clash }

export interface Options {
  /** Whether Ctrl+Z takes it back. */
  undoable?: boolean
  /** Sent without If-Match: the person has seen what others did and wants his own. */
  force?: boolean
}

/** What the engine tells the page; the page makes toasts, banners and speech of it. */
export interface Listener {
  done(say: Saying, undo: (() => void) | undefined): void
  failed(problem: ApiProblem, invocation: Invocation, retry: () => void, clash: Clash | undefined): void
}

interface Job {
  id: string
  invocation: Invocation
  /** The versions that the person saw. */
  base: Map<string, number>
  /** What the fields that this one writes held when it was made. */
  seen: Change[]
  force: boolean
}

const sendRetries = 4

/** The engine makes every change: at once here, then in order at the server, and back when it refuses. */
export class Engine {
  readonly ledger: Ledger
  /** How many changes the server hasn't confirmed yet. */
  readonly waiting = createStore(0)
  private jobs: Job[] = []
  private readonly tails = new Map<string, Promise<unknown>>()
  private undos: Invocation[][] = []
  private redos: Invocation[][] = []
  listener: Listener = { done: () => undefined, failed: () => undefined }

  constructor(private readonly cache: Cache) {
    this.ledger = new Ledger(cache)
  }

  /** run makes one change, or many as one, and settles when the server has answered. It never rejects. */
  async run(what: Invocation | Invocation[], options: Options = {}): Promise<Outcome> {
    const many = Array.isArray(what) ? what : [what]
    const view = this.cache.draft()
    const say = (what as { say?: Invocation['say'] }).say?.(view)
    const undo: Invocation[] = []
    const sent = many.map((one) => this.begin(one, undo, options.force ?? false))
    const step = undo.toReversed()
    const undoable = options.undoable !== false && step.length > 0
    if (undoable) this.remember(step)
    if (say !== undefined) this.listener.done(say, undoable ? () => void this.undoStep(step) : undefined)
    const outcomes = await Promise.all(sent)
    return outcomes.find((one) => !one.ok) ?? { ok: true }
  }

  private begin(invocation: Invocation, undo: Invocation[], force: boolean): Promise<Outcome> {
    const id = newKey()
    const view = this.cache.draft()
    const back = invocation.invert(view)
    if (back !== undefined) undo.push(back)
    const base = new Map(invocation.about.flatMap((about) => this.versionOf(about)))
    const entry = this.ledger.begin(id, (draft) => invocation.apply(draft))
    const job: Job = { id, invocation, base, seen: entry.inverse, force }
    this.jobs.push(job)
    this.waiting.set(this.jobs.length)
    return this.inOrder(job, () => this.finish(job))
  }

  private versionOf(id: string): Array<[string, number]> {
    const view = this.cache.draft()
    for (const kind of ['task', 'column', 'project', 'label', 'comment', 'checklistItem', 'view', 'member', 'workspace', 'account'] as const) {
      const version = view.get(kind, id)?.version
      if (version !== undefined) return [[id, version]]
    }
    return []
  }

  /** inOrder lets a job wait for those before it that are about the same things, or about what it is put beside. */
  private inOrder<T>(job: Job, work: () => Promise<T>): Promise<T> {
    const { about, beside } = job.invocation
    const before = [...about, ...beside].map((id) => this.tails.get(id)).filter((one) => one !== undefined)
    const mine = before.length === 0 ? work() : Promise.allSettled(before).then(work)
    for (const id of about) {
      this.tails.set(id, mine)
      void mine.finally(() => this.tails.get(id) === mine && this.tails.delete(id))
    }
    return mine
  }

  private async finish(job: Job): Promise<Outcome> {
    let outcome: Outcome
    try {
      const truth = await this.send(job)
      this.ledger.settle(job.id, truth ?? [], truth === undefined)
      this.rebase(job, truth ?? [])
      outcome = { ok: true }
    } catch (error) {
      outcome = this.refused(job, error)
    }
    this.jobs = this.jobs.filter((one) => one !== job)
    this.waiting.set(this.jobs.length)
    return outcome
  }

  private async send(job: Job): Promise<Change[] | void> {
    // Waiting for the line to be back is no attempt.
    let [attempts, merges, merging] = [0, 0, false]
    for (;;) {
      try {
        if (merging) await this.merge(job)
        merging = false
        return await job.invocation.call({ key: job.id, version: (id) => (job.force ? undefined : job.base.get(id)) })
      } catch (error) {
        if (!(error instanceof ApiProblem) || error instanceof Contested) throw error
        if (error.code === 'edit-conflict' && job.invocation.refetch !== undefined && merges++ < sendRetries) {
          merging = true
        } else if (error.status === 0) {
          await connection.whenOnline()
        } else if (error.passing && attempts < sendRetries) {
          await pause(error.retryAfter ?? 2 ** attempts)
          attempts += 1
        } else throw error
      }
    }
  }

  /** merge lets a change that touches nothing of what others did meanwhile hold for their version. */
  private async merge(job: Job): Promise<void> {
    const fresh = (await job.invocation.refetch?.()) ?? []
    const clash = clashes(job.invocation.apply(this.cache.draft()), job.seen, fresh)
    this.ledger.beneath(fresh)
    if (clash !== undefined) throw new Contested(clash)
    for (const change of fresh) this.bump(job, change)
  }

  /** rebase tells later changes of the same things which version they now follow. */
  private rebase(done: Job, truth: Change[]): void {
    const later = this.jobs.slice(this.jobs.indexOf(done) + 1)
    for (const change of truth) {
      for (const job of later) {
        const mine = job.invocation.about.includes(change.id)
        if (mine && clashes([], job.seen, [change]) === undefined) this.bump(job, change)
      }
    }
  }

  private bump(job: Job, change: Change): void {
    if (change.op !== 'remove' && change.value.version !== undefined) job.base.set(change.id, change.value.version)
  }

  private refused(job: Job, error: unknown): Outcome {
    const clash = error instanceof Contested ? error.clash : undefined
    const problem = error instanceof ApiProblem ? error : new ApiProblem({ status: 0, code: 'internal' })
    this.ledger.settle(job.id, [])
    this.forget(job.invocation)
    const retry = () => void this.run(job.invocation, { force: clash !== undefined })
    this.listener.failed(problem, job.invocation, retry, clash)
    return { ok: false, problem, ...(clash === undefined ? {} : { clash }) }
  }

  private remember(step: Invocation[]): void {
    this.undos = [...this.undos, step].slice(-100)
    this.redos = []
  }

  /** forget drops undo steps that would take back what was never done. */
  private forget(failed: Invocation): void {
    this.undos = this.undos.filter((step) => !step.some((one) => one.about.some((id) => failed.about.includes(id)) && step.length === 1))
  }

  private async undoStep(step: Invocation[]): Promise<void> {
    if (!this.undos.includes(step)) return
    this.undos = this.undos.filter((one) => one !== step)
    await this.replay(step, (back) => (this.redos = [...this.redos, back]))
  }

  private async replay(step: Invocation[], keep: (back: Invocation[]) => void): Promise<void> {
    const back: Invocation[] = []
    const sent = step.map((one) => this.begin(one, back, false))
    if (back.length > 0) keep(back.toReversed())
    await Promise.all(sent)
  }

  /** undo takes back the newest step; false when there is none. */
  undo(): boolean {
    const step = this.undos.at(-1)
    if (step === undefined) return false
    void this.undoStep(step)
    return true
  }

  redo(): boolean {
    const step = this.redos.at(-1)
    if (step === undefined) return false
    this.redos = this.redos.slice(0, -1)
    void this.replay(step, (back) => (this.undos = [...this.undos, back]))
    return true
  }

  /** drop forgets everything: another person has signed in. */
  drop(): void {
    this.undos = []
    this.redos = []
  }
}

class Contested extends ApiProblem {
  constructor(readonly clash: Clash) {
    super({ status: 412, code: 'edit-conflict' })
  }
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

export { isProblem }
