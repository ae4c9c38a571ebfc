import { useNavigate } from '@tanstack/react-router'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

import type { Card } from '~/data'
import type { Rights } from '~/features/list'
import { type Command, useCommands } from '~/lib/commands'
import { useWorkspace } from '~/lib/workspace'

import { type Acts, actsOf, type Around } from './acts'
import type { Choice } from './desk'
import { type Lane, neighbour, placeOf } from './model'

/** The card that had the focus when a board was left, by project: whoever comes back is where he was. */
const left = new Map<string, string>()

/** useBoard is what can be done on a board, and keeps the focus on one card, wherever that goes. */
export function useBoard(ws: string, project: string, lanes: readonly Lane[], rights: Rights, found: string | undefined): Acts {
  const navigate = useNavigate()
  const onOpen = (card: Card) => void navigate({ to: '/w/$ws/t/$task', params: { ws, task: card.id } })
  const around: Around = { ws, lanes, rights, onOpen }
  const [acts] = useState(() => actsOf(around))
  const before = useRef<readonly Lane[]>(lanes)
  useLayoutEffect(() => {
    acts.surround(around)
  })
  useLayoutEffect(() => {
    settle(acts, before.current, lanes)
    before.current = lanes
  }, [acts, lanes])
  useFound(acts, project, lanes.length > 0, found)
  useVerbs(acts, rights)
  return acts
}

/** settle finds another card for the focus when its own has left, and forgets selected ones that have. */
function settle({ desk }: Acts, before: readonly Lane[], lanes: readonly Lane[]): void {
  const { focused, selected, column, here, wanted } = desk.get()
  if ([...selected].some((id) => placeOf(lanes, id) === undefined)) desk.set((one) => ({ ...one, selected: new Set([...selected].filter((id) => placeOf(lanes, id) !== undefined)) }))
  if (focused !== undefined && placeOf(lanes, focused) !== undefined) return
  const next = neighbour(before, lanes, focused ?? '')
  if (next === focused) return
  const lost = (column !== undefined || (wanted !== undefined && wanted.id === focused)) && document.activeElement === document.body
  desk.set((one) => ({ ...one, focused: next, here: here && lost, wanted: lost && next !== undefined ? { id: next } : undefined }))
}

/** useFound shows the card of the address, or the one that was left, once the cards are there. */
function useFound(acts: Acts, project: string, ready: boolean, found: string | undefined): void {
  useLayoutEffect(() => {
    const id = found ?? left.get(project)
    if (!ready || id === undefined) return
    if (document.activeElement === document.body || document.activeElement?.id === 'content') acts.goTo(id)
    else acts.desk.set((one) => ({ ...one, focused: id }))
  }, [acts, project, ready, found])
  useEffect(() => () => {
    const { focused, here } = acts.desk.get()
    if (here && focused !== undefined) left.set(project, focused)
  }, [acts, project])
}

const anything = () => true

function useVerbs(acts: Acts, rights: Rights): void {
  const { can } = useWorkspace()
  const verb = (id: string, keys: string, may: (card: Card) => boolean, run: (id: string) => void): Command => ({
    id: `board.${id}`, title: `list:verb.${id}`, keys, group: 'task',
    when: () => acts.targets().some(may),
    run() {
      const { focused } = acts.desk.get()
      if (focused !== undefined) run(focused)
    },
  })
  const choose = (what: Choice, keys: string) => verb(what, keys, rights.edit, (id) => acts.pick(id, what))
  useCommands([
    choose('status', 'S'), choose('assignee', 'A'), choose('priority', 'P'), choose('label', 'L'), choose('due', 'D'), choose('repeat', 'R'),
    verb('edit', 'E', rights.edit, acts.edit), verb('complete', 'Mod+Enter', rights.finish, () => acts.complete(acts.targets())),
    verb('select', 'X', anything, acts.toggle), verb('selectAll', 'Mod+A', anything, acts.selectAll), verb('delete', 'Delete', () => can('tasks:delete'), () => acts.remove(acts.targets())),
  ])
}
