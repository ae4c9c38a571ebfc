import type { Cache, Draft } from './cache'
import { type Change, inverseOf } from './changes'

/** What one mutation has done here and the server hasn't confirmed yet. */
export interface Entry {
  id: string
  changes: Change[]
  inverse: Change[]
}

/**
 * The ledger keeps what is shown equal to "what the server said, then my unconfirmed changes in their order". Whatever
 * comes in is laid beneath them: they are taken back, newest first, and done again on top. So a failure takes back
 * itself alone, and nobody's event makes an unsent change flicker.
 */
export class Ledger {
  private entries: Entry[] = []

  constructor(private readonly cache: Cache) {}

  get size(): number {
    return this.entries.length
  }

  begin(id: string, changes: (draft: Draft) => Change[]): Entry {
    const draft = this.cache.draft()
    const entry: Entry = { id, changes: changes(draft), inverse: [] }
    perform(draft, entry)
    this.entries.push(entry)
    draft.commit()
    return entry
  }

  /** settle replaces a mutation's own changes by what the server made of them; none takes them back. */
  settle(id: string, truth: Change[], keep = false): void {
    const at = this.entries.findIndex((entry) => entry.id === id)
    if (at < 0) return this.beneath(truth)
    const draft = this.cache.draft()
    const [own, later] = [this.entries[at] as Entry, this.entries.slice(at + 1)]
    for (const entry of later.toReversed()) unwind(draft, entry)
    if (!keep) unwind(draft, own)
    for (const change of truth) draft.apply(change)
    for (const entry of later) perform(draft, entry)
    this.entries = this.entries.toSpliced(at, 1)
    draft.commit()
  }

  /** beneath lays what others did under what is not confirmed yet. */
  beneath(truth: Change[]): void {
    if (truth.length === 0) return
    const draft = this.cache.draft()
    const ids = new Set(truth.map((change) => change.id))
    const concerned = this.entries.filter((entry) => entry.changes.some((change) => ids.has(change.id)))
    for (const entry of concerned.toReversed()) unwind(draft, entry)
    for (const change of truth) draft.apply(change)
    for (const entry of concerned) perform(draft, entry)
    draft.commit()
  }

  /** pending are the changes to lay over an answer that was asked for before they were made. */
  pending(): Change[] {
    return this.entries.flatMap((entry) => entry.changes)
  }
}

function perform(draft: Draft, entry: Entry): void {
  entry.inverse = []
  for (const change of entry.changes) {
    const back = inverseOf(change, draft)
    if (back !== undefined) entry.inverse.unshift(back)
    draft.apply(change)
  }
}

function unwind(draft: Draft, entry: Entry): void {
  for (const change of entry.inverse) draft.apply(change)
}
