import { api, ifMatch, once, unwrap } from '~/api/client'
import { text } from '~/i18n'
import { present } from '~/lib/clock'
import { newId } from '~/lib/ids'

import { type Change, patch, put, remove } from './changes'
import type { SavedView } from './model'
import { defineMutation, type Mutation } from './mutation'

export interface ViewRef { ws: string; id: string }
export type ViewFields = Pick<SavedView, 'name' | 'face' | 'query' | 'shared'>
export interface NewView extends ViewRef, ViewFields { project: string }

const path = ({ ws, id }: ViewRef) => ({ params: { path: { workspace_id: ws, view_id: id } } })

export const newView = (view: Omit<NewView, 'id'>): NewView => ({ ...view, id: newId('view') })

export const createView: Mutation<NewView> = defineMutation<NewView>({
  key: 'views.create',
  about: ({ id }) => [id],
  apply(view, { ws: _ws, project, ...fields }) {
    const now = present().toISOString()
    return [put('view', { ...fields, project_id: project, created_by: view.me, created_at: now, updated_at: now, version: 0 })]
  },
  invert: (_view, { ws, id }) => deleteView.with({ ws, id }),
  async call({ ws, project, ...fields }, { key }) {
    return [put('view', await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/views', { params: { path: { workspace_id: ws } }, body: { ...fields, project_id: project }, headers: once(key) })))]
  },
})

export const updateView: Mutation<ViewRef & { fields: Partial<ViewFields> }> = defineMutation<ViewRef & { fields: Partial<ViewFields> }>({
  key: 'views.update',
  about: ({ id }) => [id],
  apply: (_view, { id, fields }) => [patch('view', id, fields)],
  invert(view, { ws, id, fields }) {
    const before = view.get('view', id)
    return before && updateView.with({ ws, id, fields: Object.fromEntries(Object.keys(fields).map((name) => [name, before[name as keyof ViewFields]])) })
  },
  async call({ fields, ...ref }, sending): Promise<Change[]> {
    return [put('view', await unwrap(api.PATCH('/api/v1/workspaces/{workspace_id}/views/{view_id}', { ...path(ref), body: fields, headers: ifMatch(sending.version(ref.id)) })))]
  },
  refetch: async (ref) => [put('view', await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/views/{view_id}', path(ref))))],
  say: () => text('common:said.updated'),
})

export const deleteView: Mutation<ViewRef> = defineMutation<ViewRef>({
  key: 'views.delete',
  about: ({ id }) => [id],
  apply: (_view, { id }) => [remove('view', id)],
  invert(view, ref) {
    const before = view.get('view', ref.id)
    return before && createView.with({ ...ref, project: before.project_id ?? '', name: before.name, face: before.face, query: before.query, shared: before.shared })
  },
  async call(ref, sending) {
    await api.DELETE('/api/v1/workspaces/{workspace_id}/views/{view_id}', { ...path(ref), headers: ifMatch(sending.version(ref.id)) })
  },
  say: ({ id }, view) => ({ text: text('views:deleted', { name: view.get('view', id)?.name ?? '' }), toast: true }),
})
