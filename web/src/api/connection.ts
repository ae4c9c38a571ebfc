import { createStore } from '~/lib/store'

/** How the server is reached. `reconnecting`: it didn't answer, and is asked again. */
export type ConnectionState = 'online' | 'offline' | 'reconnecting'

const state = createStore<ConnectionState>(typeof navigator !== 'undefined' && navigator.onLine === false ? 'offline' : 'online')

/** Everything that speaks with the server reports here, and whoever waits for it looks here. */
export const connection = {
  state,
  reached(): void {
    state.set('online')
  },
  missed(): void {
    state.set(navigator.onLine === false ? 'offline' : 'reconnecting')
  },
  /**
   * follow listens to the browser; it returns how to stop. When the line is back the server is asked at once: a stream that
   * was cut may take long to notice, and what waits must not wait for it.
   */
  follow(ask: () => void): () => void {
    const lost = () => state.set('offline')
    const back = () => {
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
