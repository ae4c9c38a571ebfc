import { ApiProblem } from '~/api/problem'
import type { components } from '~/api/schema'
import type { useTexts } from '~/i18n'

export type CreationOptions = components['schemas']['PasskeysCreationOptions']
export type RequestOptions = components['schemas']['PasskeysRequestOptions']

/** Whether this browser has passkeys, and reads and writes them as JSON itself. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'
}

const reasons = { NotAllowedError: 'cancelled', AbortError: 'cancelled', InvalidStateError: 'known', SecurityError: 'unsupported', NotSupportedError: 'unsupported' } as const

/** A browser's many ways to say no, as a problem that a form can show. */
function refused(error: unknown): ApiProblem {
  const name = error instanceof DOMException ? error.name : ''
  return new ApiProblem({ status: 0, code: `passkey-${name in reasons ? reasons[name as keyof typeof reasons] : 'failed'}` })
}

/** What a person reads about it; undefined for problems of other kinds. */
export function explainPasskey(problem: ApiProblem, t: ReturnType<typeof useTexts<'auth'>>): string | undefined {
  switch (problem.code) {
    case 'passkey-cancelled': return t('passkey.cancelled')
    case 'passkey-known': return t('passkey.known')
    case 'passkey-unsupported': return t('passkey.unsupported')
    case 'passkey-failed': return t('passkey.failed')
    default: return problem.fields.some(({ field }) => field === 'assertion' || field === 'credential') ? t('passkey.refused') : undefined
  }
}

async function ask(question: () => Promise<Credential | null>): Promise<string> {
  if (!hasPasskeys()) throw new ApiProblem({ status: 0, code: 'passkey-unsupported' })
  try {
    return JSON.stringify(((await question()) as PublicKeyCredential).toJSON())
  } catch (error) {
    throw refused(error)
  }
}

/** Has an authenticator make a passkey: what goes to the server as `credential`. */
export function create(options: CreationOptions): Promise<string> {
  return ask(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON) }))
}

/** Has a passkey answer: what goes to the server as `assertion`. */
export function answer(options: RequestOptions, how: Pick<CredentialRequestOptions, 'mediation' | 'signal'> = {}): Promise<string> {
  return ask(() => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON), ...how }))
}

/** How long before its end a challenge isn't offered any more, in milliseconds. */
const margin = 30_000

/**
 * Offers passkeys among what the browser fills into the field of the address (conditional mediation), each time with a
 * challenge that isn't too old, until one answers or the signal ends it.
 */
export async function offer(question: () => Promise<RequestOptions>, signal: AbortSignal): Promise<string | undefined> {
  if (!hasPasskeys() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return undefined
  while (!signal.aborted) {
    // oxlint-disable-next-line no-await-in-loop
    const options = await question()
    const stale = AbortSignal.timeout(options.timeout - margin)
    try {
      // oxlint-disable-next-line no-await-in-loop
      return await answer(options, { mediation: 'conditional', signal: AbortSignal.any([signal, stale]) })
    } catch (error) {
      if (!stale.aborted) throw error
    }
  }
  return undefined
}
