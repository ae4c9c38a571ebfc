import { api, ifMatch, once, unwrap } from '~/api/client'
import { present } from '~/lib/clock'
import { newId } from '~/lib/ids'
import { byRank, placed } from '~/lib/rank'

import { patch, put, remove } from './changes'
import { queryClient } from './data'
import { keys } from './keys'
import type { Board, BoardColumn, Column } from './model'
import { defineMutation, type Invocation, type Mutation } from './mutation'

/** Where a column is: its workspace, its project and itself. */
export interface ColumnRef { ws: string; project: string; id: string }

const path = ({ ws, project, id }: ColumnRef) => ({ params: { path: { workspace_id: ws, project_id: project, column_id: id } } })

function columnsOf(ws: string, project: string): BoardColumn[] {
  return (queryClient.getQueryData<Board>(keys.board(ws, project))?.columns ?? []).toSorted(byRank)
}

export interface NewColumn extends ColumnRef { name: string }

/** newColumn fills in the id, which is made here so that the column is shown at once. */
export function newColumn(column: Omit<NewColumn, 'id'>): NewColumn {
  return { ...column, id: newId('column') }
}

export const createColumn: Mutation<NewColumn> = defineMutation<NewColumn>({
  key: 'columns.create',
  about: ({ id }) => [id],
  apply: (_view, { ws, project, id, name }) => {
    const now = present().toISOString()
    return [put('column', { id, project_id: project, name, rank: placed(columnsOf(ws, project).at(-1)?.rank, undefined), wip_limit: null, version: 0, created_at: now, updated_at: now })]
  },
  invert: (_view, { ws, project, id }) => deleteColumn.with({ ws, project, id }),
  async call({ ws, project, id, name }, { key }) {
    const made = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/projects/{project_id}/columns', { params: { path: { workspace_id: ws, project_id: project } }, body: { id, name }, headers: once(key) }))
    return [...(made.id === id ? [] : [remove('column', id)]), put('column', made)]
  },
})

export interface ColumnChange extends ColumnRef { fields: { name?: string; wip_limit?: number | null } }
export interface ColumnShift extends ColumnRef { by: 1 | -1 }

const change: Mutation<ColumnChange> = defineMutation<ColumnChange>({
  key: 'columns.update',
  about: ({ id }) => [id],
  apply: (_view, { id, fields }) => [patch('column', id, fields as Partial<Column>)],
  invert(view, { fields: _fields, ...ref }) {
    const before = view.get('column', ref.id)
    return before && change.with({ ...ref, fields: { name: before.name, wip_limit: before.wip_limit } })
  },
  async call({ fields, ...ref }, sending) {
    return [put('column', await unwrap(api.PATCH('/api/v1/workspaces/{workspace_id}/projects/{project_id}/columns/{column_id}', { ...path(ref), body: fields, headers: ifMatch(sending.version(ref.id)) })))]
  },
})

/** neighbour is the column that one is placed beside when it moves by one. */
function neighbour({ ws, project, id, by }: ColumnShift): { list: BoardColumn[]; at: number } {
  const list = columnsOf(ws, project)
  return { list, at: list.findIndex((one) => one.id === id) + by }
}

const shift: Mutation<ColumnShift> = defineMutation<ColumnShift>({
  key: 'columns.move',
  about: ({ id }) => [id],
  beside: ({ ws, project }) => columnsOf(ws, project).map((one) => one.id),
  apply(_view, input) {
    const { list, at } = neighbour(input)
    const rank = input.by < 0 ? placed(list[at - 1]?.rank, list[at]?.rank) : placed(list[at]?.rank, list[at + 1]?.rank)
    return [patch('column', input.id, { rank })]
  },
  invert: (_view, input) => shift.with({ ...input, by: input.by === 1 ? -1 : 1 }),
  async call(input, { key }) {
    const others = columnsOf(input.ws, input.project)
    const at = others.findIndex((one) => one.id === input.id)
    const before = others[at + 1]
    const body = before === undefined ? { after: others[at - 1]?.id ?? '' } : { before: before.id }
    return [put('column', await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/projects/{project_id}/columns/{column_id}/move', { ...path(input), body, headers: once(key) })))]
  },
})

export const updateColumn = { with: (input: ColumnChange): Invocation => change.with(input), move: (input: ColumnShift): Invocation => shift.with(input) }

export const deleteColumn: Mutation<ColumnRef & { moveTo?: string }> = defineMutation<ColumnRef & { moveTo?: string }>({
  key: 'columns.delete',
  about: ({ id }) => [id],
  apply(view, { ws, project, id, moveTo }) {
    const cards = Object.values(queryClient.getQueryData<Board>(keys.board(ws, project))?.cards ?? {}).filter((card) => card.column_id === id)
    return [...(moveTo === undefined ? [] : cards.map((card) => patch('task', card.id, { column_id: moveTo }))), ...(view.get('column', id) === undefined ? [] : [remove('column', id)])]
  },
  async call({ moveTo, ...ref }) {
    await api.DELETE('/api/v1/workspaces/{workspace_id}/projects/{project_id}/columns/{column_id}', { params: { ...path(ref).params, ...(moveTo === undefined ? {} : { query: { move_to: moveTo } }) } })
  },
})
