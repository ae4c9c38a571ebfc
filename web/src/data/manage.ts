import { api, ifMatch, once, unwrap } from '~/api/client'
import { present } from '~/lib/clock'
import { newId } from '~/lib/ids'

import { patch, put, remove } from './changes'
import type { Label, LabelColor, Member, Project, Role, Workspace } from './model'
import { defineMutation, type Mutation } from './mutation'

/** What an admin changes of a workspace, its members, its labels and its projects. */

type WorkspaceFields = Partial<Pick<Workspace, 'name' | 'members_edit_all' | 'maintenance'>>

/** held gives back to the touched fields what they held. */
function held<T extends object>(before: object, fields: T): T {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, (before as Record<string, unknown>)[name]])) as T
}

export const updateWorkspace: Mutation<{ ws: string; fields: WorkspaceFields }> = defineMutation<{ ws: string; fields: WorkspaceFields }>({
  key: 'workspaces.update',
  about: ({ ws }) => [ws],
  apply: (_view, { ws, fields }) => [patch('workspace', ws, fields)],
  invert(view, { ws, fields }) {
    const before = view.get('workspace', ws)
    return before && updateWorkspace.with({ ws, fields: held(before, fields) })
  },
  async call({ ws, fields }, sending) {
    return [put('workspace', await unwrap(api.PATCH('/api/v1/workspaces/{workspace_id}', { params: { path: { workspace_id: ws } }, body: fields, headers: ifMatch(sending.version(ws)) })))]
  },
  refetch: async ({ ws }) => [put('workspace', await unwrap(api.GET('/api/v1/workspaces/{workspace_id}', { params: { path: { workspace_id: ws } } })))],
})

export interface MemberRef { ws: string; id: string }

export const setRole: Mutation<MemberRef & { role: Role }> = defineMutation<MemberRef & { role: Role }>({
  key: 'members.update',
  about: ({ id }) => [id],
  apply: (_view, { id, role }) => [patch('member', id, { role })],
  invert(view, { ws, id }) {
    const before = view.get('member', id)
    return before && setRole.with({ ws, id, role: before.role })
  },
  async call({ ws, id, role }, sending) {
    return [put('member', await unwrap(api.PATCH('/api/v1/workspaces/{workspace_id}/members/{user_id}', { params: { path: { workspace_id: ws, user_id: id } }, body: { role }, headers: ifMatch(sending.version(id)) })))]
  },
  refetch: async ({ ws, id }) => [put('member', await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/members/{user_id}', { params: { path: { workspace_id: ws, user_id: id } } })) as Member)],
})

export interface LabelRef { ws: string; id: string }

const labelPath = ({ ws, id }: LabelRef) => ({ params: { path: { workspace_id: ws, label_id: id } } })

export function newLabel(label: { ws: string; name: string; color: LabelColor }): LabelRef & { name: string; color: LabelColor } {
  return { ...label, id: newId('label') }
}

export const createLabel: Mutation<LabelRef & { name: string; color: LabelColor }> = defineMutation<LabelRef & { name: string; color: LabelColor }>({
  key: 'labels.create',
  about: ({ id }) => [id],
  apply(_view, { id, name, color }) {
    const now = present().toISOString()
    return [put('label', { id, name, color, created_at: now, updated_at: now, version: 0 } as Label)]
  },
  invert: (_view, { ws, id }) => deleteLabel.with({ ws, id }),
  async call({ ws, ...body }, { key }) {
    return [put('label', await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/labels', { params: { path: { workspace_id: ws } }, body, headers: once(key) })))]
  },
})

export const updateLabel: Mutation<LabelRef & { fields: { name?: string; color?: LabelColor } }> = defineMutation<LabelRef & { fields: { name?: string; color?: LabelColor } }>({
  key: 'labels.update',
  about: ({ id }) => [id],
  apply: (_view, { id, fields }) => [patch('label', id, fields)],
  invert(view, { fields, ...ref }) {
    const before = view.get('label', ref.id)
    return before && updateLabel.with({ ...ref, fields: held(before, fields) })
  },
  async call({ fields, ...ref }, sending) {
    return [put('label', await unwrap(api.PATCH('/api/v1/workspaces/{workspace_id}/labels/{label_id}', { ...labelPath(ref), body: fields, headers: ifMatch(sending.version(ref.id)) })))]
  },
  refetch: async (ref) => [put('label', await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/labels/{label_id}', labelPath(ref))))],
})

/** A deleted label leaves every task that had it: nothing takes that back. */
export const deleteLabel: Mutation<LabelRef> = defineMutation<LabelRef>({
  key: 'labels.delete',
  about: ({ id }) => [id],
  apply: (_view, { id }) => [remove('label', id)],
  async call(ref) {
    await api.DELETE('/api/v1/workspaces/{workspace_id}/labels/{label_id}', labelPath(ref))
  },
})

export interface ProjectRef { ws: string; id: string }
export type ProjectFields = Partial<Pick<Project, 'name' | 'description' | 'private'>> & { archived?: boolean }

const projectPath = ({ ws, id }: ProjectRef) => ({ params: { path: { workspace_id: ws, project_id: id } } })

export const updateProject: Mutation<ProjectRef & { fields: ProjectFields; project: Project; say?: string }> = defineMutation<ProjectRef & { fields: ProjectFields; project: Project; say?: string }>({
  key: 'projects.update',
  about: ({ id }) => [id],
  // The whole project, since one that is archived or back belongs into another list.
  apply(_view, { project, fields: { archived, ...fields } }) {
    const after = { ...project, ...fields, ...(archived === undefined ? {} : { archived_at: archived ? present().toISOString() : null }) }
    return archived === undefined ? [patch('project', project.id, fields)] : [remove('project', project.id), put('project', after)]
  },
  invert: (_view, { ws, id, project, fields: { archived, ...fields } }) => updateProject.with({
    ws, id, project: { ...project, ...fields, archived_at: archived === true ? present().toISOString() : null },
    fields: { ...held(project, fields), ...(archived === undefined ? {} : { archived: !archived }) },
  }),
  async call({ fields, ws, id }, sending) {
    return [remove('project', id), put('project', await unwrap(api.PATCH('/api/v1/workspaces/{workspace_id}/projects/{project_id}', { ...projectPath({ ws, id }), body: fields, headers: ifMatch(sending.version(id)) })))]
  },
  refetch: async (ref) => [put('project', await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/projects/{project_id}', projectPath(ref))))],
  say: ({ say }) => (say === undefined ? undefined : { text: say, toast: true }),
})
