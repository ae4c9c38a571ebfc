import { afterEach, expect, it, vi } from 'vitest'

import { signal } from './signals'

const held = { most: 20, rp_id: 'tasks.example', user_handle: 'aGFuZGxl', passkeys: [{ credential_id: 'b25l' }] } as unknown as Parameters<typeof signal>[0]
const account = { email: 'robin@example.com', name: 'Robin' }

function browser(methods: Record<string, unknown>) {
  vi.stubGlobal('PublicKeyCredential', Object.assign(() => undefined, methods))
}

afterEach(() => vi.unstubAllGlobals())

it('tells of what is left, of what is gone and of the account', async () => {
  const methods = { signalUnknownCredential: vi.fn(), signalAllAcceptedCredentials: vi.fn(), signalCurrentUserDetails: vi.fn() }
  browser(methods)
  await signal(held, account, 'Z29uZQ')
  expect(methods.signalUnknownCredential).toHaveBeenCalledWith({ rpId: 'tasks.example', credentialId: 'Z29uZQ' })
  expect(methods.signalAllAcceptedCredentials).toHaveBeenCalledWith({ rpId: 'tasks.example', userId: 'aGFuZGxl', allAcceptedCredentialIds: ['b25l'] })
  expect(methods.signalCurrentUserDetails).toHaveBeenCalledWith({ rpId: 'tasks.example', userId: 'aGFuZGxl', name: 'robin@example.com', displayName: 'Robin' })
})

it('goes without in a browser that can’t, and says nothing of an account that never had any', async () => {
  await signal(held, account, 'Z29uZQ')
  browser({ signalAllAcceptedCredentials: () => Promise.reject(new Error('no')) })
  await signal(held, account)
  const told = vi.fn()
  browser({ signalAllAcceptedCredentials: told })
  await signal({ ...held, user_handle: undefined } as unknown as typeof held, account)
  expect(told).not.toHaveBeenCalled()
})
