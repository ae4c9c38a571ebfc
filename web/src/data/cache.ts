import { notifyManager, type QueryClient, type QueryKey } from '@tanstack/react-query'

import type { Change, View } from './changes'
import { keys } from './keys'
import type { Account, Kind, Things } from './model'
import { findIn, reduce } from './shapes'

/** A draft collects changes over what is cached, and shows what they make of it; commit shows it to everybody at once. */
export interface Draft extends View {
  apply(change: Change): void
  commit(): void
}

/** How long a removed thing can't come back by an answer that was on its way when it was removed. */
const graveTime = 30_000

export class Cache {
  private readonly gone = new Map<string, number>()

  constructor(readonly client: QueryClient) {}

  get me(): string {
    return this.client.getQueryData<Account>(keys.me())?.id ?? ''
  }

  draft(): Draft {
    const touched = new Map<string, { key: QueryKey; data: unknown; at: number }>()
    const entries = this.client.getQueryCache().getAll()
    const now = (hash: string, data: unknown) => touched.get(hash)?.data ?? data
    const apply = (change: Change) => {
      this.bury(change)
      for (const { queryKey: key, queryHash: hash, state } of entries) {
        const before = now(hash, state.data)
        const data = reduce(key, before, change, this.me)
        if (data !== before) touched.set(hash, { key, data, at: state.dataUpdatedAt })
      }
    }
    const get = <K extends Kind>(of: K, id: string): Things[K] | undefined => {
      const found = entries.map(({ queryKey, queryHash, state }) => findIn(queryKey, now(queryHash, state.data), of, id)).filter((one) => one !== undefined)
      // A card knows less than the task itself: the task's own answer comes last and fills in the rest.
      return found.length === 0 ? undefined : Object.assign({}, ...found.toSorted((a, b) => Object.keys(a).length - Object.keys(b).length)) as Things[K]
    }
    const commit = () => notifyManager.batch(() => {
      for (const { key, data, at } of touched.values()) this.client.setQueryData(key, data, { updatedAt: at })
      touched.clear()
    })
    return { me: this.me, get, apply, commit }
  }

  private bury(change: Change): void {
    if (change.op === 'remove') this.gone.set(change.id, Date.now())
    else if (change.op === 'put') this.gone.delete(change.id)
  }

  /** buried tells whether a thing was removed here a moment ago. */
  buried(id: string): boolean {
    const at = this.gone.get(id)
    if (at === undefined) return false
    if (Date.now() - at < graveTime) return true
    this.gone.delete(id)
    return false
  }
}
