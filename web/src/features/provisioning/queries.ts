import { queryOptions } from '@tanstack/react-query'

import { api, unwrap } from '~/api/client'
import type { components } from '~/api/schema'

type Schemas = components['schemas']

export type Settings = Schemas['ProvisioningSettings']
export type Group = Schemas['ProvisioningGroup']
export type Person = Schemas['ProvisioningUser']
export type Token = Schemas['ProvisioningToken']

const root = (ws: string) => ['ws', ws, 'provisioning'] as const
export { root as provisioningKey }

/** How people are provisioned. */
export const settingsQuery = (ws: string) => queryOptions({
  queryKey: [...root(ws), 'settings'] as const,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/provisioning', { params: { path: { workspace_id: ws } }, signal })),
})

/** pages gathers a list page by page: a directory has more people than one page shows. */
async function pages<T>(ask: (cursor: string | undefined) => Promise<{ items: T[] | null; next_cursor: string }>): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const page = await ask(cursor)
    all.push(...(page.items ?? []))
    cursor = page.next_cursor
  } while (cursor !== '' && all.length < most)
  return all
}

/** The most that is shown; the provider has the whole list. */
const most = 500
const limit = 100

export const peopleQuery = (ws: string) => queryOptions({
  queryKey: [...root(ws), 'people'] as const,
  queryFn: ({ signal }) => pages<Person>((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/provisioning/users', { params: { path: { workspace_id: ws }, query: { limit, ...(cursor !== undefined && { cursor }) } }, signal }))),
})

export const groupsQuery = (ws: string) => queryOptions({
  queryKey: [...root(ws), 'groups'] as const,
  queryFn: ({ signal }) => pages<Group>((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/provisioning/groups', { params: { path: { workspace_id: ws }, query: { limit, ...(cursor !== undefined && { cursor }) } }, signal }))),
})
