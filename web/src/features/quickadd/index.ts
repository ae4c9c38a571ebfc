export { useQuickAddCommands } from './commands'
export { openQuickAdd } from './draft'
export { QuickAdd } from './QuickAdd'
