import type { Card } from '~/data'

import type { Group } from './groups'

/** What is shown, line by line: headings and tasks. A task under two labels is two lines with keys of their own. */
export type Row = { kind: 'head'; key: string; group: Group; folded: boolean } | { kind: 'task'; key: string; card: Card; group: Group }

export function rowsOf(groups: readonly Group[], folded: ReadonlySet<string>, headings: boolean): Row[] {
  return groups.flatMap((group): Row[] => {
    const closed = folded.has(group.key)
    const head: Row[] = headings ? [{ kind: 'head', key: `head ${group.key}`, group, folded: closed }] : []
    return [...head, ...(closed ? [] : group.cards.map((card): Row => ({ kind: 'task', key: `${group.key} ${card.id}`, card, group })))]
  })
}

/** stepFrom is the key of the next task's line in a direction; headings are passed over. */
export function stepFrom(rows: readonly Row[], key: string | undefined, by: 1 | -1): string | undefined {
  const tasks = rows.filter((row) => row.kind === 'task')
  const at = tasks.findIndex((row) => row.key === key)
  if (at < 0) return (by === 1 ? tasks[0] : tasks.at(-1))?.key
  return tasks[Math.max(0, Math.min(tasks.length - 1, at + by))]?.key
}

/** neighbour is where the focus goes when its line leaves the list: to the next one, or to the one before at the end. */
export function neighbour(before: readonly Row[], after: readonly Row[], key: string): string | undefined {
  const there = new Set(after.filter((row) => row.kind === 'task').map((row) => row.key))
  if (there.has(key)) return key
  const at = before.findIndex((row) => row.key === key)
  const following = before.slice(at + 1).find((row) => there.has(row.key))
  return (following ?? before.slice(0, Math.max(0, at)).findLast((row) => there.has(row.key)))?.key
}

/** extended is the selection after Shift and an arrow: from where it began to where the focus is now. */
export function extended(rows: readonly Row[], anchor: string, to: string): ReadonlySet<string> {
  const tasks = rows.filter((row) => row.kind === 'task')
  const [a, b] = [tasks.findIndex((row) => row.key === anchor), tasks.findIndex((row) => row.key === to)]
  if (a < 0 || b < 0) return new Set()
  return new Set(tasks.slice(Math.min(a, b), Math.max(a, b) + 1).map((row) => row.card.id))
}

export function toggled<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(set)
  if (!next.delete(one)) next.add(one)
  return next
}
