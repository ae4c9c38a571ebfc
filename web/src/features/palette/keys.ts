/** What the sheet of keys needs to know of a command. */
interface Keyed { id: string; title: string; keys?: string | undefined; group?: string | undefined }

export interface Group<C> { group: string; rows: C[] }

const order = ['general', 'navigation', 'task', 'board', 'edit', 'view']

/** grouped are the commands that have keys, each once, group by group in the order in which people look for them. */
export function grouped<C extends Keyed>(commands: readonly C[]): Array<Group<C>> {
  const groups = new Map<string, C[]>()
  for (const command of commands) {
    if (command.keys === undefined || command.keys === '') continue
    const group = command.group !== undefined && order.includes(command.group) ? command.group : 'general'
    const rows = groups.get(group) ?? []
    if (!rows.some((one) => one.keys === command.keys && one.title === command.title)) groups.set(group, [...rows, command])
  }
  return order.flatMap((group) => {
    const rows = groups.get(group)
    return rows === undefined ? [] : [{ group, rows }]
  })
}
