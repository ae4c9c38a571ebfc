import { api, unwrap } from '~/api/client'
import { type Column, keys, type Project, queryClient } from '~/data'

const path = (ws: string, project: string) => ({ params: { path: { workspace_id: ws, project_id: project } } })

/** createProject makes a project whose board has these columns, whatever ones the server begins a board with. */
export async function createProject(ws: string, name: string, isPrivate: boolean, columns: readonly string[]): Promise<Project> {
  const made = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/projects', { params: { path: { workspace_id: ws } }, body: { name, private: isPrivate } }))
  const { items } = await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/projects/{project_id}/columns', path(ws, made.id)))
  await arrange(ws, made.id, items ?? [], columns)
  queryClient.setQueryData<Project[]>(keys.projects(ws), (before) => (before === undefined ? before : [...before.filter((one) => one.id !== made.id), made]))
  return made
}

async function arrange(ws: string, project: string, there: readonly Column[], wanted: readonly string[]): Promise<void> {
  for (const [at, name] of wanted.entries()) {
    const column = there[at]
    if (column === undefined) await api.POST('/api/v1/workspaces/{workspace_id}/projects/{project_id}/columns', { ...path(ws, project), body: { name } })
    else if (column.name !== name) await api.PATCH('/api/v1/workspaces/{workspace_id}/projects/{project_id}/columns/{column_id}', { params: { path: { workspace_id: ws, project_id: project, column_id: column.id } }, body: { name } })
  }
  for (const column of there.slice(wanted.length)) await api.DELETE('/api/v1/workspaces/{workspace_id}/projects/{project_id}/columns/{column_id}', { params: { path: { workspace_id: ws, project_id: project, column_id: column.id } } })
}
