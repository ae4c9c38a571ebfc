import { notifyManager, QueryClient } from '@tanstack/react-query'

import { Cache } from './cache'
import { Engine, type Options, type Outcome } from './engine'
import type { Invocation } from './mutation'

/** The page's one cache and its one engine. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The client retries reads itself, by the server's own word on when; events keep what is shown fresh.
      retry: false, networkMode: 'always', staleTime: 30_000, gcTime: 30 * 60_000, refetchOnWindowFocus: false, refetchOnReconnect: false,
    },
  },
})

// At the end of the task, not in one of its own: the next key must find what this one has changed.
notifyManager.setScheduler(queueMicrotask)

export const cache = new Cache(queryClient)
export const engine = new Engine(cache)

/** run makes a change: shown at once, sent in order, taken back when the server refuses. */
export function run(what: Invocation | Invocation[], options?: Options): Promise<Outcome> {
  return engine.run(what, options)
}
