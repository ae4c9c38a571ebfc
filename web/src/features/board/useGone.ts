import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { isProblem } from '~/api/problem'
import { boardQuery, keys, onEvent, queryClient } from '~/data'

/**
 * useGone tells whether a project was deleted, or hidden from this person, while it is looked at: what was typed on it
 * stays where it is. A project that was never there is an error of the page.
 */
export function useGone(ws: string, project: string): boolean {
  const [lost, setLost] = useState<string>()
  const { error } = useQuery({ ...boardQuery(ws, project), notifyOnChangeProps: ['error'] })
  useEffect(() => onEvent((where, { kind, project_id }) => {
    if (where !== ws || project_id !== project) return
    if (kind === 'project.deleted' || kind === 'project.hidden') setLost(project)
    if (kind === 'project.shown') setLost(undefined)
  }), [ws, project])
  if (error !== null && queryClient.getQueryData(keys.board(ws, project)) === undefined) throw error
  return lost === project || isProblem(error, 'not-found')
}
