import { infiniteQueryOptions } from '@tanstack/react-query'

import { api, unwrap } from '~/api/client'

import { keys } from './keys'

/** What was deleted, the latest first; page by page. */
export const trashQuery = (ws: string, project: string | undefined) => infiniteQueryOptions({
  queryKey: keys.trash(ws, project),
  queryFn: ({ signal, pageParam }) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/trash', {
    params: { path: { workspace_id: ws }, query: { limit: 50, ...(project === undefined ? {} : { project }), ...(pageParam === undefined ? {} : { cursor: pageParam }) } }, signal,
  })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor || undefined,
})
