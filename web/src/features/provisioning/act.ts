import { isProblem } from '~/api/problem'
import { queryClient } from '~/data'
import { text } from '~/i18n'
import { explain } from '~/lib/explain'
import { toast } from '~/ui'

import { provisioningKey } from './queries'

/** act does something at the server, says that it is done, or why not, and asks for what is shown anew. */
export async function act(ws: string, work: () => Promise<unknown>, said: string): Promise<void> {
  try {
    await work()
    toast({ text: said })
  } catch (error) {
    if (!isProblem(error)) throw error
    toast({ text: text('common:problem.title'), detail: explain(error), tone: 'danger' })
  }
  await queryClient.invalidateQueries({ queryKey: provisioningKey(ws) })
}
