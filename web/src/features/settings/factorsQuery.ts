import { queryOptions } from '@tanstack/react-query'

import { api, unwrap } from '~/api/client'

/** Which second factors an account has; `any` counts passkeys too. */
export const factorsQuery = () => queryOptions({
  queryKey: ['factors'],
  queryFn: async ({ signal }) => {
    const [app, codes, held] = await Promise.all([
      unwrap(api.GET('/api/v1/me/totp', { signal })), unwrap(api.GET('/api/v1/me/recovery-codes', { signal })), unwrap(api.GET('/api/v1/me/passkeys', { signal })),
    ])
    return { app, left: codes.left, any: app.enabled || (held.passkeys ?? []).length > 0 }
  },
})
