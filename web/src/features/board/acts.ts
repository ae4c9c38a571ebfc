import { type Card, moveTask, run, type TaskFields, updateTask } from '~/data'
import { changeMany, completeMany, deleteMany, moveMany, permitted, type Rights } from '~/features/list'
import { text } from '~/i18n'
import { speak } from '~/lib/speak'
import { createStore, type Store } from '~/lib/store'

import { type Choice, type Desk, idle, targetsOf } from './desk'
import { across, cardAt, type Destination, type Lane, type Leap, moved, type Step, stepped } from './model'

/** What acts happen to, as it is at the moment. */
export interface Around { ws: string; lanes: readonly Lane[]; rights: Rights; onOpen: (card: Card) => void }

/** What can be done on a board. The same object for as long as it is shown. */
export interface Acts {
  desk: Store<Desk>
  /** surround tells what acts happen to from now on. */
  surround(next: Around): void
  targets(): Card[]
  /** focus notes that a card has got the focus; goTo brings it there, wherever the card is. */
  focus(id: string): void
  goTo(id: string): void
  step(id: string, step: Step | Leap, extend: boolean): void
  carry(id: string, step: Step): void
  open(card: Card): void
  edit(id: string): void
  pick(at: string, what: Choice): void
  /** close ends editing and choosing and goes back to the card. */
  close(): void
  toggle(id: string): void
  /** reach selects everything between the focused card and another. */
  reach(id: string): void
  selectAll(): void
  clear(): void
  rename(card: Card, title: string): void
  change(cards: readonly Card[], fields: (card: Card) => TaskFields): void
  move(cards: readonly Card[], column: string): void
  complete(cards: readonly Card[]): void
  remove(cards: readonly Card[]): void
  drop(id: string, to: Destination): void
}

export function actsOf(first: Around): Acts {
  let now = first
  const around = () => now
  const desk = createStore<Desk>(idle)
  const set = (change: Partial<Desk>) => desk.set((before) => ({ ...before, ...change }))
  const go = (id: string, to: Destination) => void run(moveTask.with({ ws: around().ws, id, column: to.column, spot: to.spot }))
  const editable = (cards: readonly Card[]) => permitted(cards, around().rights.edit)
  const goTo = (id: string) => set({ focused: id, here: true, wanted: { id } })
  const extend = (from: string, to: string) => {
    const anchor = desk.get().anchor ?? { id: from, base: desk.get().selected }
    set({ anchor, selected: new Set([...anchor.base, ...across(around().lanes, anchor.id, to)]) })
  }
  return {
    desk, goTo, drop: go,
    surround: (next) => {
      now = next
    },
    targets: () => targetsOf(around().lanes, desk.get()),
    focus: (id) => (desk.get().focused !== id || !desk.get().here) && set({ focused: id, here: true }),
    step(id, step, extending) {
      const next = stepped(around().lanes, id, step)
      if (next === undefined) return
      if (extending) extend(id, next)
      else if (desk.get().anchor !== undefined) set({ anchor: undefined })
      goTo(next)
    },
    carry(id, step) {
      const card = cardAt(around().lanes, id)
      if (card === undefined || editable([card]).length === 0) return
      const to = moved(around().lanes, id, step)
      if (to === undefined) speak(text('board:edge'))
      else go(id, to)
    },
    open: (card) => around().onOpen(card),
    edit: (id) => set({ editing: id }),
    pick: (at, what) => set({ picking: { at, what } }),
    close() {
      const { focused } = desk.get()
      set({ editing: undefined, picking: undefined, wanted: focused === undefined ? undefined : { id: focused } })
    },
    toggle(id) {
      const next = new Set(desk.get().selected)
      if (!next.delete(id)) next.add(id)
      set({ selected: next, anchor: undefined })
    },
    reach(id) {
      const from = desk.get().here ? desk.get().focused : undefined
      extend(from ?? id, id)
      goTo(id)
    },
    selectAll: () => set({ selected: new Set(around().lanes.flatMap((lane) => lane.cards.map((card) => card.id))), anchor: undefined }),
    clear() {
      const { focused } = desk.get()
      set({ selected: new Set(), anchor: undefined, wanted: focused === undefined ? undefined : { id: focused } })
    },
    rename: (card, title) => title.trim() !== '' && title !== card.title && void run(updateTask.with({ ws: around().ws, id: card.id, fields: { title } })),
    change: (cards, fields) => changeMany(around().ws, editable(cards), fields),
    move: (cards, column) => moveMany(around().ws, editable(cards), column),
    complete: (cards) => completeMany(around().ws, permitted(cards, around().rights.finish), cards.some((one) => one.completed_at === null)),
    remove: (cards) => deleteMany(around().ws, cards),
  }
}

/** cardIdIn is the card that something on the page belongs to. */
export function cardIdIn(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-card]')?.dataset['card'] : undefined
}
