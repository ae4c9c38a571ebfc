import { useQuery } from '@tanstack/react-query'

import { meQuery, projectsQuery } from '~/data'
import { useWorkspace } from '~/lib/workspace'

/** useManages tells whether this person may change a project and its columns: a member only what he has made. */
export function useManages(project: string): boolean {
  const { id: ws, can } = useWorkspace()
  const me = useQuery(meQuery()).data?.id
  const creator = useQuery({ ...projectsQuery(ws), select: (list) => list.find((one) => one.id === project)?.created_by }).data
  return can('projects:manage', creator !== undefined && creator === me)
}
