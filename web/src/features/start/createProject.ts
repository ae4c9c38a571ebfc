import { api, unwrap } from '~/api/client'
import { keys, type Project, queryClient } from '~/data'

/** createProject makes a project whose board has these columns. */
export async function createProject(ws: string, name: string, isPrivate: boolean, columns: readonly string[]): Promise<Project> {
  const body = { name, private: isPrivate, columns: columns.map((column) => ({ name: column })) }
  const made = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/projects', { params: { path: { workspace_id: ws } }, body }))
  queryClient.setQueryData<Project[]>(keys.projects(ws), (before) => (before === undefined ? before : [...before.filter((one) => one.id !== made.id), made]))
  return made
}
