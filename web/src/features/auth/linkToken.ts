const asked = 'taskflow.link-asked'
const life = 15 * 60_000

/** takeToken reads the token behind the # of a mailed link, and takes it out of the address: no history keeps it. */
export function takeToken(): string {
  const token = window.location.hash.slice(1)
  if (token !== '') window.history.replaceState(window.history.state, '', window.location.pathname)
  return token
}

/** rememberAsked notes that this browser asked for a link. */
export function rememberAsked(): void {
  window.localStorage.setItem(asked, String(Date.now()))
}

/** askedHere tells whether this browser asked for a link while one from then still works. */
export function askedHere(): boolean {
  return Date.now() - Number(window.localStorage.getItem(asked) ?? 0) < life
}
