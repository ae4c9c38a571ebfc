import type { components } from '~/api/schema'

export type Source = 'trello' | 'github'
export type Entry = components['schemas']['ImportsboardEntry']
export type Ledger = components['schemas']['ImportsboardLedger']
export type Counts = components['schemas']['ImportsCounts']

/** largest is what the server takes, in bytes (64 MiB). */
export const largest = 64 * 1024 * 1024

/** guess tells from a file's beginning which product has written it: GitHub writes a list of issues, Trello one board. */
export function guess(beginning: string): Source {
  const text = beginning.trimStart().replace(/^\uFEFF/, '')
  if (text.startsWith('[')) return 'github'
  return /"(idBoard|lists|cards|idMemberCreator)"/.test(text) || !/"(issues|html_url|repository_url)"/.test(text) ? 'trello' : 'github'
}

/** counted are the things that an import makes, those of which there are any. */
export function counted(counts: Counts): Array<{ name: keyof Counts; count: number }> {
  const order: Array<keyof Counts> = ['projects', 'columns', 'tasks', 'archived_tasks', 'labels', 'checklist_items', 'comments', 'assignees', 'invitations', 'already_here']
  return order.map((name) => ({ name, count: counts[name] })).filter(({ count }) => count > 0)
}

export interface Group { severity: string; kind: string; count: number; entries: Entry[] }

const gravest = ['warning', 'lost', 'changed', 'info']

/** groupsOf puts a ledger's entries under their totals, the gravest first. */
export function groupsOf(ledger: Ledger | undefined): Group[] {
  const groups = (ledger?.totals ?? []).map(({ severity, kind, count }) => ({ severity, kind, count, entries: (ledger?.entries ?? []).filter((one) => one.severity === severity && one.kind === kind) }))
  return groups.sort((a, b) => gravest.indexOf(a.severity) - gravest.indexOf(b.severity) || b.count - a.count)
}
