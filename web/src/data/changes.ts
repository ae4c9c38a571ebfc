import type { Kind, Things } from './model'

/**
 * A change is plain data: what became of one thing. Optimistic updates, their roll-back and other people's events are
 * all changes, and shapes.ts knows what each does to everything that is cached.
 */
export type Change = { [K in Kind]: Put<K> | Patch<K> | Remove<K> }[Kind]

export interface Put<K extends Kind> { op: 'put'; of: K; id: string; value: Things[K] }
export interface Patch<K extends Kind> { op: 'patch'; of: K; id: string; value: Partial<Things[K]> }
export interface Remove<K extends Kind> { op: 'remove'; of: K; id: string }

export function put<K extends Kind>(of: K, value: Things[K]): Change {
  const id = 'id' in value ? value.id : value.user_id
  return { op: 'put', of, id, value } as Change
}

export function patch<K extends Kind>(of: K, id: string, value: Partial<Things[K]>): Change {
  return { op: 'patch', of, id, value } as Change
}

export function remove<K extends Kind>(of: K, id: string): Change {
  return { op: 'remove', of, id } as Change
}

/** What is known of things at a moment; apply and invert of a mutation look here. */
export interface View {
  get<K extends Kind>(of: K, id: string): Things[K] | undefined
  /** Who is signed in; '' while nobody is. */
  readonly me: string
}

/** inverseOf takes a change back: it gives to the touched fields, and only to them, what they held before. */
export function inverseOf(change: Change, view: View): Change | undefined {
  const before = view.get(change.of, change.id)
  if (change.op === 'patch') {
    if (before === undefined) return undefined
    const held = Object.keys(change.value).map((name) => [name, (before as unknown as Record<string, unknown>)[name]])
    return { ...change, value: Object.fromEntries(held) as never }
  }
  if (before === undefined) return change.op === 'put' ? { op: 'remove', of: change.of, id: change.id } as Change : undefined
  return { op: 'put', of: change.of, id: change.id, value: before } as Change
}
