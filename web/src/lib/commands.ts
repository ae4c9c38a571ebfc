import { useEffect, useLayoutEffect, useMemo, useRef } from 'react'

import { createStore } from './store'

/** One thing that can be done: what the palette, the keys, the menus and the sheet of keys are made of. */
export interface Command {
  /** feature.verb */
  id: string
  /** The key of its text, `namespace:key`. */
  title: string
  /** As `Mod+K`, `C`, `Alt+ArrowUp`, or `G B` for one after the other. */
  keys?: string
  group?: 'general' | 'navigation' | 'task' | 'board' | 'edit' | 'view'
  /** Whether it can be done now; always, when nothing is said. */
  when?: () => boolean
  run: () => void
}

/** Every command that can be reached on the page, the newest last. */
export const commands = createStore<readonly Command[]>([])

/**
 * useCommands offers commands while its component is shown. The list may be made anew by each render: what is
 * registered stays the same and asks the newest one.
 */
export function useCommands(list: readonly Command[]): void {
  const newest = useRef(list)
  useLayoutEffect(() => {
    newest.current = list
  })
  const shape = JSON.stringify(list.map(({ id, title, keys, group }) => ({ id, title, keys, group })))
  const registered = useMemo(() => (JSON.parse(shape) as Command[]).map((command): Command => ({
    ...command,
    when: () => newest.current.find((one) => one.id === command.id)?.when?.() ?? true,
    run: () => newest.current.find((one) => one.id === command.id)?.run(),
  })), [shape])
  useEffect(() => {
    commands.set((before) => [...before, ...registered])
    return () => commands.set((before) => before.filter((one) => !registered.includes(one)))
  }, [registered])
}

/** runCommand does what the newest command of that name does, if it can be done now. */
export function runCommand(id: string): boolean {
  const command = commands.get().findLast((one) => one.id === id && one.when?.() !== false)
  command?.run()
  return command !== undefined
}
