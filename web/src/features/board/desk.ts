import { createContext, use, useSyncExternalStore } from 'react'

import type { Card } from '~/data'
import type { PickProps } from '~/features/list'
import type { Store } from '~/lib/store'

import { cardAt, type Lane } from './model'

export type Choice = PickProps['what']

/** What somebody is doing on a board. It is kept outside of React's tree: a step from card to card draws two cards again, not the board. */
export interface Desk {
  /** The card that Tab reaches. */
  focused: string | undefined
  /** Whether somebody has gone to it: what keys do is done to it. */
  here: boolean
  selected: ReadonlySet<string>
  /** Where Shift began to select, and what was selected before. */
  anchor: { id: string; base: ReadonlySet<string> } | undefined
  editing: string | undefined
  picking: { at: string; what: Choice } | undefined
  /** The card that is to get the focus once it is there. A new object each time: who asks twice wants it twice. */
  wanted: { id: string } | undefined
  dragged: string | undefined
  /** The column that has the focus somewhere inside. */
  column: string | undefined
}

export const idle: Desk = {
  focused: undefined, here: false, selected: new Set(), anchor: undefined, editing: undefined, picking: undefined, wanted: undefined, dragged: undefined, column: undefined,
}

/** barKey is the place of a list of choices beside the bar, where no card is. */
export const barKey = 'bar'

/** useDesk follows one part of it; what is selected must be equal to itself while nothing changes. */
export function useDesk<T>(desk: Store<Desk>, select: (desk: Desk) => T): T {
  return useSyncExternalStore(desk.subscribe, () => select(desk.get()))
}

/** targetsOf are the cards that a verb is about: the selected ones, or the focused one. */
export function targetsOf(lanes: readonly Lane[], { selected, focused, here }: Desk): Card[] {
  const chosen = [...selected].flatMap((id) => cardAt(lanes, id) ?? [])
  const card = here ? cardAt(lanes, focused) : undefined
  return chosen.length > 0 || card === undefined ? chosen : [card]
}

export const Lanes = createContext<readonly Lane[]>([])

/** useTargets are the targets as they are now, for what shows what they have. */
export function useTargets(desk: Store<Desk>): Card[] {
  return targetsOf(use(Lanes), useDesk(desk, (now) => now))
}
