import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'

import { queryClient } from '~/data'
import { UiProvider } from '~/ui'

import { Announcer } from './Announcer'
import { router } from './router'
import { SignInAgain } from './SignInAgain'

export function App() {
  return (
    <UiProvider>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <SignInAgain />
        <Announcer />
      </QueryClientProvider>
    </UiProvider>
  )
}
