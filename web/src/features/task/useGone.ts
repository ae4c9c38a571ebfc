import { useEffect, useState } from 'react'

import { onEvent } from '~/data'

const ends = new Set(['task.deleted', 'task.left'])
const begins = new Set(['task.restored', 'task.arrived', 'task.created'])

/** useGone tells whether somebody has deleted a task, its project, or the sight of it, while it is looked at. */
export function useGone(ws: string, task: string, project: string | undefined): boolean {
  const [gone, setGone] = useState(false)
  useEffect(() => onEvent((where, { kind, task_id, project_id }) => {
    if (where !== ws) return
    if (task_id === task && ends.has(kind)) setGone(true)
    else if (task_id === task && begins.has(kind)) setGone(false)
    else if (project_id === project && (kind === 'project.deleted' || kind === 'project.hidden')) setGone(true)
  }), [ws, task, project])
  return gone
}
