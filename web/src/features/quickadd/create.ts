import { all, type Board, columnsQuery, createTask, type Invocation, keys, newTask, type Outcome, queryClient, run, type Saying } from '~/data'

import { fieldsOf, type Line } from './model'

/** firstColumn is where new tasks of a project go; it is asked for only when no page has shown it yet. */
async function firstColumn(ws: string, project: string): Promise<string> {
  const board = queryClient.getQueryData<Board>(keys.board(ws, project))
  const columns = board?.columns ?? await queryClient.ensureQueryData(columnsQuery(ws, project))
  return columns[0]?.id ?? ''
}

export interface Made { id: string; title: string; project: string }

/**
 * makeTasks creates a task of each line in their order, and gives what becomes of them once it is known. It rejects
 * only when a project's columns can't be had: nothing was made then.
 */
export async function makeTasks(ws: string, lines: readonly Line[], project: string, say: (made: readonly Made[]) => Saying): Promise<{ settled: Promise<Outcome> }> {
  const made: Made[] = []
  const invocations: Invocation[] = []
  for (const line of lines) {
    const { project: named, ...fields } = fieldsOf(line.tokens)
    const into = named ?? project
    const task = newTask({ ws, project_id: into, column_id: await firstColumn(ws, into), title: line.title, ...fields })
    const before = made.at(-1)
    const creation = createTask.with(task)
    // Each is sent after the one before: the server keeps their order.
    invocations.push(before === undefined ? creation : { ...creation, beside: [...creation.beside, before.id] })
    made.push({ id: task.id, title: line.title, project: into })
  }
  return { settled: run(all(invocations, () => say(made))) }
}
