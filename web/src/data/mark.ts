import { queryClient } from './data'
import { keys } from './keys'

const marks = new Map<string, string>()

/** noteMark keeps the moment of the oldest board of a workspace that was fetched since its stream was last begun. */
export function noteMark(ws: string, mark: string): void {
  if (!marks.has(ws)) marks.set(ws, mark)
}

/**
 * takeMark is where a workspace's stream begins, so that nothing falls between it and the boards that are shown already;
 * undefined when there are none. A board that is on its way is waited for.
 */
export async function takeMark(ws: string): Promise<string | undefined> {
  const coming = queryClient.getQueryCache().findAll({ queryKey: [...keys.workspace(ws), 'board'], fetchStatus: 'fetching' })
  await Promise.allSettled(coming.map((query) => query.promise))
  const mark = marks.get(ws)
  marks.delete(ws)
  return mark
}
