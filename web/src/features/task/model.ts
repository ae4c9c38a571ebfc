/** safeHref is the address of a link as a browser will read it, if it leads to a page or to a mail; undefined otherwise. */
export function safeHref(href: string): string | undefined {
  // Control characters and spaces at its ends are dropped by a browser, but must not hide a scheme from us.
  const read = URL.canParse(href) ? new URL(href) : undefined
  return read !== undefined && ['http:', 'https:', 'mailto:'].includes(read.protocol) ? read.href : undefined
}

/** textLimit is the longest description or comment the server takes. */
export const textLimit = 10_000

/** excess is how many characters (not UTF-16 units) a text is over its limit. */
export const excess = (text: string, limit: number): number => Math.max(0, [...text].length - limit)
