import { useEffect, useState } from 'react'

const asked = 'taskflow.link-asked'
const life = 15 * 60_000

/**
 * useLinkToken is the token behind the # of a mailed link, '' without one. A link that is opened where its page is
 * open already only changes what stands behind the #: the page begins anew with it.
 */
export function useLinkToken(): string {
  const [token, setToken] = useState(takeToken)
  useEffect(() => {
    const follow = () => {
      const next = takeToken()
      if (next !== '') setToken(next)
    }
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [])
  return token
}

/** takeToken takes the token out of the address: no history keeps it. */
function takeToken(): string {
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
