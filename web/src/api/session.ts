import { createStore } from '~/lib/store'

/**
 * Where the one who is signed in stands. `lapsed`: the session ended under an open page; the page stays and the
 * sign-in dialog opens over it. `stepUp`: the server wants to see again who is there before it does something.
 */
export type SessionState = 'unknown' | 'active' | 'lapsed' | 'stepUp' | 'none'

export const session = createStore<SessionState>('unknown')

let waiting: Array<(again: boolean) => void> = []

/** whenSignedIn settles as soon as the person has signed in again (true) or has given up (false). */
export function whenSignedIn(state: 'lapsed' | 'stepUp'): Promise<boolean> {
  session.set(state)
  return new Promise((resolve) => waiting.push(resolve))
}

/** signedIn is what the sign-in flow reports; what waited for it is then sent again. */
export function signedIn(): void {
  session.set('active')
  release(true)
}

/** signedOut ends the waiting: nobody will sign in on this page. */
export function signedOut(): void {
  session.set('none')
  release(false)
}

/** gaveUp closes the dialog and leaves the page as it is. */
export function gaveUp(): void {
  session.set(session.get() === 'stepUp' ? 'active' : 'none')
  release(false)
}

function release(again: boolean): void {
  const released = waiting
  waiting = []
  for (const resolve of released) resolve(again)
}
