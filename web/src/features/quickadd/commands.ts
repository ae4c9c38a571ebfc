import { type Command, useCommands } from '~/lib/commands'
import { useWorkspace } from '~/lib/workspace'

import { openQuickAdd } from './draft'

/** useQuickAddCommands offers the creation of a task to whoever may create one. */
export function useQuickAddCommands(): void {
  const { can } = useWorkspace()
  const create: Command = { id: 'task.create', title: 'quickadd:command', keys: 'C', group: 'general', when: () => can('tasks:create'), run: () => openQuickAdd() }
  useCommands([create])
}
