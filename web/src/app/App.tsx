import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'

import { session } from '~/api/session'
import { queryClient } from '~/data'
import { fetched, soonAfter } from '~/lib/later'
import { createStore, useStore } from '~/lib/store'
import { UiProvider } from '~/ui'

import { Announcer } from './Announcer'
import { router } from './router'
import type { SignInAgain } from './SignInAgain'

export function App() {
  return (
    <UiProvider>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <LaterSignIn />
        <Announcer />
      </QueryClientProvider>
    </UiProvider>
  )
}

const later = createStore<{ Dialog: typeof SignInAgain } | undefined>(undefined)

/** The dialog for a session that has ended isn't needed at first, and is there before one is likely to end. */
function LaterSignIn() {
  const loaded = useStore(later)
  const state = useStore(session)
  useEffect(() => {
    if (state === 'unknown' || state === 'none' || later.get() !== undefined) return undefined
    const load = async () => later.set({ Dialog: (await import('./SignInAgain')).SignInAgain })
    if (state === 'active') return soonAfter(load)
    void fetched(load)
    return undefined
  }, [state])
  return loaded !== undefined && <loaded.Dialog />
}
