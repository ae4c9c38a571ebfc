import { type Fit, fit, ranked } from '~/lib/fuzzy'

export type ItemKind = 'recent' | 'command' | 'project' | 'task'

/** One line of the palette. Its id is the same however it was found, so that what is chosen stays chosen. */
export interface Item { id: string; kind: ItemKind; title: string; keys?: string | undefined; detail?: string | undefined; done?: boolean; run: () => void }

export interface Shown { item: Item; ranges: Fit['ranges'] }
export interface Section { kind: ItemKind; shown: Shown[] }

export interface Sources {
  recent: readonly Item[]
  commands: readonly Item[]
  projects: readonly Item[]
  /** Tasks that are known here already, and those that the server has found for the query. */
  known: readonly Item[]
  found: readonly Item[]
}

const most: Record<ItemKind, number> = { recent: 5, command: 8, project: 6, task: 8 }
/** A word of a command is what most people type; a task is only ever meant by more of it. */
const weight: Record<ItemKind, number> = { recent: 12, command: 10, project: 6, task: 0 }

const plain = (item: Item): Shown => ({ item, ranges: [] })

/** sections are what the palette shows: without a query what was used last, else what fits, the best kind first. */
export function sections(query: string, sources: Sources): Section[] {
  if (query.trim() === '') {
    return nonEmpty([
      { kind: 'recent', shown: sources.recent.slice(0, most.recent).map(plain) },
      { kind: 'command', shown: sources.commands.map(plain) },
      { kind: 'project', shown: sources.projects.map(plain) },
    ])
  }
  const best = (kind: ItemKind, items: readonly Item[]) => ({ kind, fits: ranked(query, items, (one) => one.title, () => weight[kind]).slice(0, most[kind]) })
  const groups = [best('recent', sources.recent), best('command', sources.commands), best('project', sources.projects)]
  const taken = new Set(groups[0]?.fits.map(({ thing }) => thing.id))
  const known = best('task', sources.known.filter((one) => !taken.has(one.id)))
  const sorted = [...groups, known].sort((a, b) => (b.fits[0]?.fit.score ?? -1) - (a.fits[0]?.fit.score ?? -1))
  const shown = sorted.map(({ kind, fits }) => ({ kind, shown: fits.map(({ thing, fit: { ranges } }) => ({ item: thing, ranges })) }))
  return nonEmpty(withFound(shown, query, sources.found, taken))
}

/** withFound puts what the server has found behind the tasks that are shown already: nothing moves that may be aimed at. */
function withFound(shown: Section[], query: string, found: readonly Item[], taken: ReadonlySet<string>): Section[] {
  return shown.map((section) => {
    if (section.kind !== 'task') return section
    const here = new Set([...taken, ...section.shown.map(({ item }) => item.id)])
    const more = found.filter((one) => !here.has(one.id)).slice(0, most.task).map((item) => ({ item, ranges: fit(query, item.title)?.ranges ?? [] }))
    return { ...section, shown: [...section.shown, ...more] }
  })
}

const nonEmpty = (all: Section[]) => all.filter((one) => one.shown.length > 0)

export const flat = (all: readonly Section[]): Item[] => all.flatMap((one) => one.shown.map(({ item }) => item))

/** activeOf is the line that Enter takes: the one that was moved to while it is there, else the first. */
export function activeOf(items: readonly Item[], chosen: string | undefined): Item | undefined {
  return items.find((one) => one.id === chosen) ?? items[0]
}

/** stepped goes up or down, and around at the ends. */
export function stepped(items: readonly Item[], chosen: string | undefined, by: number): string | undefined {
  const at = items.findIndex((one) => one.id === activeOf(items, chosen)?.id)
  return items.length === 0 ? undefined : items[(at + by + items.length) % items.length]?.id
}
