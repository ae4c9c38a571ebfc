import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'

import { session } from '~/api/session'
import { queryClient } from '~/data'
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

/** The dialog for a session that has ended isn't needed at first, and must be there before one can end. */
function LaterSignIn() {
  const loaded = useStore(later)
  const inside = useStore(session) === 'active'
  useEffect(() => {
    if (inside) void import('./SignInAgain').then((module) => later.set({ Dialog: module.SignInAgain }))
  }, [inside])
  return loaded !== undefined && <loaded.Dialog />
}
