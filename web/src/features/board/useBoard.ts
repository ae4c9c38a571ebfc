import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'

import { type Card, moveTask, run, type TaskFields, updateTask } from '~/data'
import { changeMany, completeMany, deleteMany, moveMany } from '~/features/list'
import { text } from '~/i18n'
import { type Command, useCommands } from '~/lib/commands'
import { speak } from '~/lib/speak'
import { useWorkspace } from '~/lib/workspace'

import { type Destination, type Lane, moved, placeOf, type Step, stepped } from './model'

export type Choice = 'status' | 'assignee' | 'priority' | 'label' | 'due'

/** What a board is doing, beside what it shows. */
export interface BoardState {
  focused: string | undefined
  selected: ReadonlySet<string>
  editing: string | undefined
  picking: { id: string; what: Choice } | undefined
  targets: readonly Card[]
  focus(id: string): void
  open(card: Card): void
  edit(id: string): void
  pick(id: string, what: Choice): void
  /** close ends editing and choosing and goes back to the card. */
  close(): void
  toggle(id: string): void
  clear(): void
  rename(card: Card, title: string): void
  change(cards: readonly Card[], fields: (card: Card) => TaskFields): void
  move(cards: readonly Card[], column: string): void
  complete(cards: readonly Card[]): void
  remove(cards: readonly Card[]): void
  drop(id: string, to: Destination): void
  onKeyDown(event: KeyboardEvent): void
}

const arrows: Record<string, Step> = { ArrowUp: 'up', ArrowDown: 'down', k: 'up', j: 'down', Home: 'first', End: 'last' }

function stepOf(event: KeyboardEvent, rtl: boolean): Step | undefined {
  if (event.key === 'ArrowLeft') return rtl ? 'forward' : 'back'
  if (event.key === 'ArrowRight') return rtl ? 'back' : 'forward'
  return arrows[event.key]
}

/** useBoard keeps the focus on one card, wherever it goes, and says what the keys do to it. */
export function useBoard(ws: string, lanes: readonly Lane[], box: RefObject<HTMLElement | null>): BoardState {
  const navigate = useNavigate()
  const { can } = useWorkspace()
  const [focused, setFocused] = useState<string>()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [editing, setEditing] = useState<string>()
  const [picking, setPicking] = useState<BoardState['picking']>()
  const wanted = useRef<string | undefined>(undefined)
  const cardOf = (id: string | undefined) => {
    const place = placeOf(lanes, id)
    return place && lanes[place.lane]?.cards[place.at]
  }
  const chosen = [...selected].flatMap((id) => cardOf(id) ?? [])
  const here = cardOf(focused)
  const targets = chosen.length > 0 ? chosen : here === undefined ? [] : [here]
  const goTo = (id: string) => {
    wanted.current = id
    setFocused(id)
  }
  // A card that changes its column is drawn anew there: the focus goes with it before anything is painted.
  useLayoutEffect(() => {
    const lost = document.activeElement === document.body && focused !== undefined && box.current?.dataset['inside'] === 'true'
    const id = wanted.current ?? (lost ? focused : undefined)
    if (id === undefined) return
    const card = box.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)
    if (card === null || card === undefined) return
    wanted.current = undefined
    card.focus({ preventScroll: true })
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  })
  const go = (id: string, to: Destination) => {
    wanted.current = focused
    void run(moveTask.with({ ws, id, column: to.column, spot: to.spot }))
  }
  const carry = (card: Card, step: Step) => {
    const to = moved(lanes, card.id, step)
    if (to === undefined) return speak(text('board:edge'))
    go(card.id, to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = stepOf(event, document.documentElement.dir === 'rtl')
    if (!(event.target instanceof HTMLElement) || event.target.dataset['card'] === undefined || event.ctrlKey || event.metaKey) return
    const card = cardOf(event.target.dataset['card'])
    if (card === undefined) return
    if (event.key === 'Enter') state.open(card)
    else if (event.key === 'Escape' && selected.size > 0) state.clear()
    else if (step === undefined) return
    else if (event.altKey) {
      if (can('tasks:update')) carry(card, step)
    } else {
      const next = stepped(lanes, card.id, step)
      if (next !== undefined) {
        if (event.shiftKey) setSelected(new Set([...selected, card.id, next]))
        goTo(next)
      }
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const state: BoardState = {
    focused: here === undefined ? lanes.find((lane) => lane.cards.length > 0)?.cards[0]?.id : focused, selected, editing, picking, targets, onKeyDown,
    focus: (id) => id !== focused && setFocused(id),
    open: (card) => void navigate({ to: '/w/$ws/t/$task', params: { ws, task: card.id } }),
    edit: setEditing,
    pick: (id, what) => setPicking({ id, what }),
    close() {
      wanted.current = focused
      setEditing(undefined)
      setPicking(undefined)
    },
    toggle: (id) => setSelected(selected.has(id) ? new Set([...selected].filter((one) => one !== id)) : new Set([...selected, id])),
    clear: () => setSelected(new Set()),
    rename: (card, title) => title.trim() !== '' && title !== card.title && void run(updateTask.with({ ws, id: card.id, fields: { title } })),
    change: (cards, fields) => changeMany(ws, cards, fields),
    move: (cards, column) => moveMany(ws, cards, column),
    complete: (cards) => completeMany(ws, cards, cards.some((one) => one.completed_at === null)),
    remove: (cards) => deleteMany(ws, cards),
    drop: go,
  }
  useVerbs(state)
  return state
}

function useVerbs(state: BoardState): void {
  const { can } = useWorkspace()
  const { targets, focused } = state
  const verb = (id: string, keys: string, needs: string | undefined, run: (id: string) => void): Command => ({
    id: `board.${id}`, title: `list:verb.${id}`, keys, group: 'task',
    when: () => targets.length > 0 && (needs === undefined || can(needs)), run: () => focused !== undefined && run(focused),
  })
  const choose = (what: Choice, keys: string) => verb(what, keys, 'tasks:update', (id) => state.pick(id, what))
  useCommands([
    choose('status', 'S'), choose('assignee', 'A'), choose('priority', 'P'), choose('label', 'L'), choose('due', 'D'),
    verb('edit', 'E', 'tasks:update', state.edit), verb('complete', 'Mod+Enter', 'tasks:update', () => state.complete(targets)),
    verb('select', 'X', undefined, state.toggle), verb('delete', 'Delete', 'tasks:delete', () => state.remove(targets)),
  ])
}
