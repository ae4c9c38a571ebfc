import type { Change } from './changes'

/** Somebody changed the same field in the meantime: what they made of it, and what I wanted. */
export interface Clash { id: string; field: string; mine: unknown; theirs: unknown }

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}

const bookkeeping = new Set(['version', 'updated_at', 'rank'])

/**
 * clashes finds the first field that I change and that somebody else has changed since I saw it. What already holds
 * what I wanted is no clash: my own change may have arrived without its answer.
 */
export function clashes(wanted: Change[], seen: Change[], fresh: Change[]): Clash | undefined {
  for (const before of seen) {
    if (before.op === 'remove') continue
    const now = fresh.find((change) => change.of === before.of && change.id === before.id)
    if (now === undefined || now.op === 'remove') continue
    const mine = wanted.find((change) => change.of === before.of && change.id === before.id)
    const values = (change: Change | undefined) => (change === undefined || change.op === 'remove' ? {} : change.value) as Record<string, unknown>
    for (const [field, held] of Object.entries(values(before))) {
      const theirs = values(now)[field]
      if (!(field in values(now)) || bookkeeping.has(field) || same(held, theirs) || (mine !== undefined && same(values(mine)[field], theirs))) continue
      return { id: before.id, field, mine: values(mine)[field], theirs }
    }
  }
  return undefined
}
