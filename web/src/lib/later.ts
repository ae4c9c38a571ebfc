import { connection } from '~/api/connection'

/**
 * fetched loads a part of the app that isn't needed at first. One that is asked for while the server can't be reached is
 * asked for again as soon as it can.
 */
export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if (navigator.onLine !== false && connection.state.get() === 'online') throw error
    await connection.whenOnline()
    return load()
  }
}

/** What isn't needed at first waits until the page has what it needs: on a slow line the one would delay the other. */
const soon = 1500

/** soonAfter loads a part a little later, and returns what keeps it from that. */
export function soonAfter(load: () => Promise<unknown>): () => void {
  const timer = setTimeout(() => void fetched(load).catch(() => undefined), soon)
  return () => clearTimeout(timer)
}
