import { createStore } from '~/lib/store'

/** How the server is reached. `reconnecting`: it didn't answer, and is asked again. */
export type ConnectionState = 'online' | 'offline' | 'reconnecting'

/** Since when the browser has no line, as Date.now(); 0 while it has one. */
let lostAt = 0

const state = createStore<ConnectionState>(typeof navigator !== 'undefined' && navigator.onLine === false ? 'offline' : 'online')

/** Everything that speaks with the server reports here, and whoever waits for it looks here. */
export const connection = {
  state,
  /** What was asked before the line was lost may still arrive after, and says nothing of the line. */
  reached(asked: number): void {
    if (asked >= lostAt) state.set('online')
  },
  missed(): void {
    state.set(navigator.onLine === false ? 'offline' : 'reconnecting')
  },
  /**
   * follow listens to the browser; it returns how to stop. When the line is back the server is asked at once: a stream that
   * was cut may take long to notice, and what waits must not wait for it. When it is lost, too: a server on the same machine
   * is still there.
   */
  follow(ask: () => void): () => void {
    const lost = () => {
      lostAt = Date.now()
      state.set('offline')
      ask()
    }
    const back = () => {
      lostAt = 0
      state.set('reconnecting')
      ask()
    }
    addEventListener('offline', lost)
    addEventListener('online', back)
    return () => {
      removeEventListener('offline', lost)
      removeEventListener('online', back)
    }
  },
  /** whenOnline settles as soon as the server is reached. */
  whenOnline(): Promise<void> {
    if (state.get() === 'online') return Promise.resolve()
    return new Promise((resolve) => {
      const stop = state.subscribe(() => {
        if (state.get() !== 'online') return
        stop()
        resolve()
      })
    })
  },
}
