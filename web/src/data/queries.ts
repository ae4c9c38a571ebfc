import { infiniteQueryOptions, type QueryKey, queryOptions } from '@tanstack/react-query'

import { api, unwrap } from '~/api/client'

import { cache, engine, queryClient } from './data'
import type { TaskFilter } from './filter'
import { keys } from './keys'
import { noteMark } from './mark'
import { type Board, type BoardColumn, type Card, cardOf, idOf, taskOf } from './model'
import { type Page, reduce } from './shapes'

/** overlay lays my unconfirmed changes over an answer, and leaves out what was removed while it was on its way. */
function overlay<T>(key: QueryKey, data: T): T {
  return engine.ledger.pending().reduce((now: unknown, change) => reduce(key, now, change, cache.me), data) as T
}

const alive = (thing: { id: string } | { user_id: string }) => !cache.buried(idOf(thing))

/** The most that is paged through for one view, so that no answer can make a page load forever. */
const mostPages = 100

async function everything<T>(page: (cursor: string | undefined) => Promise<{ items: T[] | null; next_cursor?: string }>): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  for (let n = 0; n < mostPages; n++) {
    const answer = await page(cursor)
    items.push(...(answer.items ?? []))
    cursor = answer.next_cursor
    if (cursor === undefined || cursor === '') break
  }
  return items
}

const paging = (cursor: string | undefined, limit = 100) => (cursor === undefined ? { limit } : { limit, cursor })

export const meQuery = () => queryOptions({
  queryKey: keys.me(),
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/me', { signal })),
  staleTime: 300_000,
})

export const sessionsQuery = () => queryOptions({
  queryKey: keys.sessions(),
  queryFn: ({ signal }) => everything((cursor) => unwrap(api.GET('/api/v1/me/sessions', { params: { query: paging(cursor) }, signal }))),
})

export const workspacesQuery = () => queryOptions({
  queryKey: keys.workspaces(),
  queryFn: async ({ signal }) => overlay(keys.workspaces(), (await everything((cursor) => unwrap(api.GET('/api/v1/workspaces', { params: { query: paging(cursor) }, signal })))).filter(alive)),
  staleTime: 60_000,
})

export const membersQuery = (ws: string) => queryOptions({
  queryKey: keys.members(ws),
  queryFn: async ({ signal }) => overlay(keys.members(ws), await everything((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/members', { params: { path: { workspace_id: ws }, query: paging(cursor) }, signal })))),
  staleTime: 60_000,
})

const projects = (ws: string, state: 'active' | 'archived', queryKey: QueryKey) => queryOptions({
  queryKey,
  queryFn: async ({ signal }) => overlay(queryKey, (await everything((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/projects', { params: { path: { workspace_id: ws }, query: { state, ...paging(cursor) } }, signal })))).filter(alive)),
  staleTime: 60_000,
})

export const projectsQuery = (ws: string) => projects(ws, 'active', keys.projects(ws))
export const archivedProjectsQuery = (ws: string) => projects(ws, 'archived', keys.archivedProjects(ws))

export const projectMembersQuery = (ws: string, project: string) => queryOptions({
  queryKey: keys.projectMembers(ws, project),
  queryFn: ({ signal }) => everything((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/projects/{project_id}/members', { params: { path: { workspace_id: ws, project_id: project }, query: paging(cursor) }, signal }))),
})

export const labelsQuery = (ws: string) => queryOptions({
  queryKey: keys.labels(ws),
  queryFn: async ({ signal }) => overlay(keys.labels(ws), (await everything((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/labels', { params: { path: { workspace_id: ws }, query: paging(cursor) }, signal })))).filter(alive)),
  staleTime: 60_000,
})

export const viewsQuery = (ws: string) => queryOptions({
  queryKey: keys.views(ws),
  queryFn: async ({ signal }) => overlay(keys.views(ws), (await everything((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/views', { params: { path: { workspace_id: ws }, query: paging(cursor) }, signal })))).filter(alive)),
  staleTime: 60_000,
})

async function fetchBoard(ws: string, project: string, signal: AbortSignal): Promise<Board> {
  const answer = await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/projects/{project_id}/board', { params: { path: { workspace_id: ws, project_id: project } }, signal }))
  noteMark(ws, answer.event_mark)
  const cards = Object.fromEntries((answer.cards ?? []).filter(alive).map((card) => [card.id, cardOf(card, project)]))
  return { columns: (answer.columns ?? []).filter(alive).map((column) => ({ ...column, project_id: project })), cards, truncated: answer.truncated }
}

/** newest keeps what is cached where an answer is older than it: an event may have overtaken the answer. */
export function newestBoard(before: Board | undefined, after: Board): Board {
  if (before === undefined || before === after) return after
  const newer: Array<[string, Card]> = []
  for (const id in after.cards) {
    const [known, card] = [before.cards[id], after.cards[id]]
    if (known !== undefined && card !== undefined && known !== card && known.version > card.version) newer.push([id, known])
  }
  // Thousands of cards are copied only when there is a reason.
  const cards = newer.length === 0 ? after.cards : { ...after.cards, ...Object.fromEntries(newer) }
  const columns: BoardColumn[] = after.columns.map((column) => {
    const known = before.columns.find((one) => one.id === column.id)
    return known !== undefined && known.version > column.version ? known : column
  })
  return { ...after, columns, cards }
}

export const boardQuery = (ws: string, project: string) => queryOptions({
  queryKey: keys.board(ws, project),
  queryFn: async ({ signal }) => overlay(keys.board(ws, project), await fetchBoard(ws, project, signal)),
  structuralSharing: (before, after) => newestBoard(before as Board | undefined, after as Board),
})

/** columnsQuery is a project's statuses, for where its board isn't shown. */
export const columnsQuery = (ws: string, project: string) => queryOptions({
  queryKey: keys.columns(ws, project),
  queryFn: async ({ signal }): Promise<BoardColumn[]> => {
    const answer = await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/projects/{project_id}/columns', { params: { path: { workspace_id: ws, project_id: project } }, signal }))
    return overlay(keys.columns(ws, project), (answer.items ?? []).filter(alive))
  },
  // Nobody waits for what his board has shown.
  placeholderData: () => queryClient.getQueryData<Board>(keys.board(ws, project))?.columns,
  staleTime: 60_000,
})

export const taskQuery = (ws: string, task: string) => queryOptions({
  queryKey: keys.task(ws, task),
  queryFn: async ({ signal }) => overlay(keys.task(ws, task), taskOf(await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/tasks/{task_id}', { params: { path: { workspace_id: ws, task_id: task } }, signal })))),
})

export const tasksQuery = (ws: string, filter: TaskFilter) => infiniteQueryOptions({
  queryKey: keys.tasks(ws, filter),
  queryFn: async ({ signal, pageParam }): Promise<Page<Card>> => {
    const answer = await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/tasks', { params: { path: { workspace_id: ws }, query: { ...filter, ...paging(pageParam, 100) } }, signal }))
    return { items: (answer.items ?? []).filter(alive).map(taskOf), next_cursor: answer.next_cursor }
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor || undefined,
})

const ofTask = (ws: string, task: string) => ({ workspace_id: ws, task_id: task })

export const commentsQuery = (ws: string, task: string) => queryOptions({
  queryKey: keys.comments(ws, task),
  queryFn: async ({ signal }) => overlay(keys.comments(ws, task), (await everything((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/comments', { params: { path: ofTask(ws, task), query: paging(cursor) }, signal })))).filter(alive)),
})

export const checklistQuery = (ws: string, task: string) => queryOptions({
  queryKey: keys.checklist(ws, task),
  queryFn: async ({ signal }) => overlay(keys.checklist(ws, task), (await everything((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/checklist', { params: { path: ofTask(ws, task), query: paging(cursor) }, signal })))).filter(alive)),
})

const cursors = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next_cursor?: string }) => page.next_cursor || undefined,
}

export const activityQuery = (ws: string) => infiniteQueryOptions({
  queryKey: keys.activity(ws),
  queryFn: ({ signal, pageParam }) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/activity', { params: { path: { workspace_id: ws }, query: paging(pageParam, 50) }, signal })),
  ...cursors,
})

export const taskActivityQuery = (ws: string, task: string) => infiniteQueryOptions({
  queryKey: keys.taskActivity(ws, task),
  queryFn: ({ signal, pageParam }) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/activity', { params: { path: ofTask(ws, task), query: paging(pageParam, 50) }, signal })),
  ...cursors,
})

export const invitationsQuery = (ws: string) => queryOptions({
  queryKey: keys.invitations(ws),
  queryFn: ({ signal }) => everything((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/invitations', { params: { path: { workspace_id: ws }, query: paging(cursor) }, signal }))),
})

export const importsQuery = (ws: string) => queryOptions({
  queryKey: keys.imports(ws),
  queryFn: ({ signal }) => everything((cursor) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/imports', { params: { path: { workspace_id: ws }, query: paging(cursor) }, signal }))),
})

export interface AuditFilter { name?: string; outcome?: 'success' | 'failed' | 'denied'; actor?: string; target?: string; from?: string; to?: string }

export const auditQuery = (ws: string, filter: AuditFilter) => infiniteQueryOptions({
  queryKey: keys.audit(ws, filter),
  queryFn: ({ signal, pageParam }) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/audit-events', { params: { path: { workspace_id: ws }, query: { ...filter, ...paging(pageParam, 50) } }, signal })),
  ...cursors,
})
