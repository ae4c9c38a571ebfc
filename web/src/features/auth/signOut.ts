import { api } from '~/api/client'
import { signedOut } from '~/api/session'
import { forgetDrafts } from '~/lib/drafts'

/** signOut ends this browser's session and leaves nothing of it on the page: the page is loaded anew. */
export async function signOut(): Promise<void> {
  await api.POST('/api/v1/auth/logout')
  leave()
}

/** signOutEverywhere ends every session of the account, this one too. */
export async function signOutEverywhere(): Promise<void> {
  await api.POST('/api/v1/me/sessions/revoke-all')
  leave()
}

function leave(): void {
  signedOut()
  forgetDrafts()
  location.assign('/login')
}
