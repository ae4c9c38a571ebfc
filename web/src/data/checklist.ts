import { api, ifMatch, once, unwrap } from '~/api/client'
import { present } from '~/lib/clock'
import { newId } from '~/lib/ids'
import { byRank, placed } from '~/lib/rank'

import { patch, put, remove } from './changes'
import { queryClient } from './data'
import { keys } from './keys'
import type { ChecklistItem } from './model'
import { defineMutation, type Mutation } from './mutation'

export interface ItemRef { ws: string; task: string; id: string }

const path = ({ ws, task, id }: ItemRef) => ({ params: { path: { workspace_id: ws, task_id: task, item_id: id } } })

function itemsOf({ ws, task }: { ws: string; task: string }): ChecklistItem[] {
  return (queryClient.getQueryData<ChecklistItem[]>(keys.checklist(ws, task)) ?? []).toSorted(byRank)
}

export function newItem(item: { ws: string; task: string; text: string }): ItemRef & { text: string } {
  return { ...item, id: newId('checklistItem') }
}

export const createItem: Mutation<ItemRef & { text: string }> = defineMutation<ItemRef & { text: string }>({
  key: 'checklists.create',
  about: ({ id }) => [id],
  apply(_view, { ws, task, id, text }) {
    const now = present().toISOString()
    return [put('checklistItem', { id, task_id: task, text, done: false, checklist: '', rank: placed(itemsOf({ ws, task }).at(-1)?.rank, undefined), created_at: now, updated_at: now, version: 0 } as unknown as ChecklistItem)]
  },
  invert: (_view, { text: _text, ...ref }) => deleteItem.with(ref),
  async call({ ws, task, id, text }, { key }) {
    return [put('checklistItem', await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/checklist', { params: { path: { workspace_id: ws, task_id: task } }, body: { id, text }, headers: once(key) })))]
  },
})

export const updateItem: Mutation<ItemRef & { fields: { text?: string; done?: boolean } }> = defineMutation<ItemRef & { fields: { text?: string; done?: boolean } }>({
  key: 'checklists.update',
  about: ({ id }) => [id],
  apply: (_view, { id, fields }) => [patch('checklistItem', id, fields)],
  invert(view, { fields, ...ref }) {
    const before = view.get('checklistItem', ref.id)
    return before && updateItem.with({ ...ref, fields: { ...(fields.text === undefined ? {} : { text: before.text }), ...(fields.done === undefined ? {} : { done: before.done }) } })
  },
  async call({ fields, ...ref }, sending) {
    return [put('checklistItem', await unwrap(api.PATCH('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/checklist/{item_id}', { ...path(ref), body: fields, headers: ifMatch(sending.version(ref.id)) })))]
  },
})

export const deleteItem: Mutation<ItemRef> = defineMutation<ItemRef>({
  key: 'checklists.delete',
  about: ({ id }) => [id],
  apply: (_view, { id }) => [remove('checklistItem', id)],
  async call(ref) {
    await api.DELETE('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/checklist/{item_id}', path(ref))
  },
})
