import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'

import type { components } from '~/api/schema'
import { signedIn } from '~/api/session'
import { keys, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { Skeleton } from '~/ui'

import { Door } from './Door'
import { safeReturn } from './model'
import { SecondStep } from './SignInSteps'

export type Arrived = components['schemas']['IdentitiesArrived'] | components['schemas']['SamlArrived']

export interface ArrivalProps {
  /** Brings the provider's answer to the server; it works once. */
  bring: () => Promise<Arrived>
  /** What is shown where that didn't sign anybody in. */
  failed: (problem: Error) => ReactNode
}

/** Where somebody comes back to from a provider: on to where he wanted to go, by way of a second factor where the account has one. */
export function Arrival({ bring, failed }: ArrivalProps) {
  const t = useTexts('auth')
  const navigate = useNavigate()
  const [waits, setWaits] = useState<Arrived>()
  const done = async ({ user, return_to }: Pick<Arrived, 'user' | 'return_to'>) => {
    queryClient.clear()
    if (user !== undefined) queryClient.setQueryData(keys.me(), user)
    signedIn()
    await navigate({ href: safeReturn(return_to), replace: true })
  }
  const { mutate, error } = useMutation({
    mutationFn: bring,
    onSuccess: (arrived) => (arrived.mfa === undefined ? void done(arrived) : setWaits(arrived)),
  })
  // When the page has come, and never again.
  useEffect(() => { mutate() }, [mutate])
  if (waits?.mfa !== undefined) {
    const { mfa, return_to } = waits
    return <Door title={t('login.title')}><SecondStep mfa={mfa} submit={t('login.submit')} onBack={() => void navigate({ to: '/login' })} onDone={(user) => void done({ ...(user && { user }), ...(return_to !== undefined && { return_to }) })} /></Door>
  }
  if (error === null) return <Door title={t('provider.coming')}><Skeleton height="24" /></Door>
  return <Door title={t('provider.failed')}>{failed(error)}</Door>
}
