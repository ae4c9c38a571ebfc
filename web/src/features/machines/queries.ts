import { queryOptions } from '@tanstack/react-query'

import { api, unwrap } from '~/api/client'

/** The most that is asked for at once; nobody has more keys in a workspace than are listed on two pages. */
const limit = 100

export const keysQuery = () => queryOptions({
  queryKey: ['apiKeys'] as const,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/me/api-keys', { params: { query: { limit } }, signal }))).items ?? [],
})

export const workspaceKeysQuery = (ws: string) => queryOptions({
  queryKey: ['ws', ws, 'apiKeys'] as const,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/api-keys', { params: { path: { workspace_id: ws }, query: { limit } }, signal }))).items ?? [],
})

export const serviceAccountsQuery = (ws: string) => queryOptions({
  queryKey: ['ws', ws, 'serviceAccounts'] as const,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/service-accounts', { params: { path: { workspace_id: ws }, query: { limit } }, signal }))).items ?? [],
})

export const serviceAccountQuery = (ws: string, account: string) => queryOptions({
  queryKey: ['ws', ws, 'serviceAccounts', account] as const,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/service-accounts/{account_id}', { params: { path: { workspace_id: ws, account_id: account } }, signal })),
})
