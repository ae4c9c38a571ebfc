import { isProblem } from '~/api/problem'
import { queryClient } from '~/data'
import { text } from '~/i18n'
import { explain } from '~/lib/explain'
import { toast } from '~/ui'

/** act does something at the server, says that it is done, or why not, and asks for what is shown anew. */
export async function act(work: () => Promise<unknown>, said: string, stale: ReadonlyArray<readonly unknown[]>): Promise<void> {
  try {
    await work()
    toast({ text: said })
  } catch (error) {
    if (!isProblem(error)) throw error
    toast({ text: text('common:problem.title'), detail: explain(error), tone: 'danger' })
  }
  await Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
}
