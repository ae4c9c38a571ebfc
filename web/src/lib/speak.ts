import { createStore } from './store'

/** What screen readers are told in passing; the shell has the one region that says it. */
export const spoken = createStore({ text: '', turn: 0 })

export function speak(text: string): void {
  // The same words twice are two events: the turn makes the region change.
  spoken.set(({ turn }) => ({ text, turn: turn + 1 }))
}
