/** safeHref is the address of a link as a browser will read it, if it leads to a page or to a mail; undefined otherwise. */
export function safeHref(href: string): string | undefined {
  // Control characters and spaces at its ends are dropped by a browser, but must not hide a scheme from us.
  const read = URL.canParse(href) ? new URL(href) : undefined
  return read !== undefined && ['http:', 'https:', 'mailto:'].includes(read.protocol) ? read.href : undefined
}

/** textLimit is the longest description or comment the server takes. */
export const textLimit = 10_000

/** titleLimit is the longest title of a task, stepLimit the longest line of its checklist. */
export const titleLimit = 500
export const stepLimit = 500

/** linesIn are the lines of a text that say something. */
export function linesIn(text: string): string[] {
  return text.split(/\r\n?|\n/).map((line) => line.trim()).filter((line) => line !== '')
}

export interface Planned { title: string; /** Whose part it is, by its place among the others; -1 is the task itself. */ parent: number }

/** treeOf reads pasted lines, whose indentation says what is a part of what; no deeper than `levels`. */
export function treeOf(text: string, levels: number): Planned[] {
  const planned: Planned[] = []
  const open: Array<{ indent: number; at: number }> = []
  for (const line of text.split(/\r\n?|\n/)) {
    const title = line.trim().replace(/^(?:[-*+•]|\d+[.)])\s+/, '')
    if (title === '') continue
    const indent = (/^[\t ]*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length
    while (open.length > 0 && ((open.at(-1)?.indent ?? 0) >= indent || open.length >= levels)) open.pop()
    planned.push({ title, parent: open.at(-1)?.at ?? -1 })
    open.push({ indent, at: planned.length - 1 })
  }
  return planned
}

/** excess is how many characters (not UTF-16 units) a text is over its limit. */
export const excess = (text: string, limit: number): number => Math.max(0, [...text].length - limit)

/** changedFields are what an event says of a change: each field with what it was and what it is. */
export function changedFields(data: Readonly<Record<string, unknown>>): Array<{ field: string; from: unknown; to: unknown }> {
  const was = data['was']
  if (typeof was !== 'object' || was === null) return []
  return Object.entries(was).map(([field, from]) => ({ field, from, to: data[field] }))
}
