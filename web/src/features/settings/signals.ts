import type { components } from '~/api/schema'
import type { Account } from '~/data'

type Held = components['schemas']['PasskeysHeld']

/** What browsers may have beside what TypeScript knows (WebAuthn Level 3 section 5.1.10). */
interface Signals {
  signalUnknownCredential?: (about: { rpId: string; credentialId: string }) => Promise<void>
  signalAllAcceptedCredentials?: (about: { rpId: string; userId: string; allAcceptedCredentialIds: string[] }) => Promise<void>
  signalCurrentUserDetails?: (about: { rpId: string; userId: string; name: string; displayName: string }) => Promise<void>
}

/**
 * Tells authenticators which passkeys are still good and what the account is called, so that they don't offer one that was
 * removed. Nobody waits for it, and a browser that can't do it goes without.
 */
export async function signal({ rp_id: rpId, user_handle: userId, passkeys }: Held, { email, name }: Pick<Account, 'email' | 'name'>, removed?: string): Promise<void> {
  if (typeof PublicKeyCredential !== 'function' || userId === undefined || rpId === '') return
  const browser = PublicKeyCredential as unknown as Signals
  const allAcceptedCredentialIds = (passkeys ?? []).map((one) => one.credential_id)
  await Promise.allSettled([
    removed === undefined ? undefined : browser.signalUnknownCredential?.({ rpId, credentialId: removed }),
    browser.signalAllAcceptedCredentials?.({ rpId, userId, allAcceptedCredentialIds }),
    browser.signalCurrentUserDetails?.({ rpId, userId, name: email, displayName: name }),
  ])
}
