import type { Role } from '~/data'

/** The roles, the mightiest first. */
export const roles: readonly Role[] = ['owner', 'admin', 'member', 'guest']

/** grantable are the roles that somebody may give or take: nobody grants above himself. */
export function grantable(mine: Role): Role[] {
  return roles.slice(roles.indexOf(mine))
}

/** addressesIn are the addresses of a pasted text, each once, in their order: one a line, or between commas, semicolons or spaces, also as `Name <address>`. */
export function addressesIn(text: string): string[] {
  const found = text.split(/[\n,;]/).flatMap((part) => {
    const named = /<([^<>\s]+)>/.exec(part)
    return named?.[1] === undefined ? part.trim().split(/\s+/) : [named[1]]
  })
  const known = new Map(found.filter((one) => one !== '').map((one) => [one.toLowerCase(), one]))
  return [...known.values()]
}

/** matchesText tells whether each word of a search stands in a name or an address. */
export function matchesText(search: string, ...texts: ReadonlyArray<string | undefined>): boolean {
  const all = texts.filter(Boolean).join(' ').toLocaleLowerCase()
  return search.trim().toLocaleLowerCase().split(/\s+/).every((word) => all.includes(word))
}
