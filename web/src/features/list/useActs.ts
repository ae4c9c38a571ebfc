import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { type Card, completeTask, deleteTask, type Invocation, meQuery, moveTask, run, runMany, type Spot, type TaskChange, type TaskFields, updateTask } from '~/data'
import { text } from '~/i18n'
import { type Command, useCommands } from '~/lib/commands'
import { useWorkspace } from '~/lib/workspace'

import type { Rows } from './useRows'

/** What is chosen in a small list beside a line. */
export type Choice = 'status' | 'assignee' | 'priority' | 'label' | 'due'
export type Verb = Choice | 'open' | 'complete' | 'edit' | 'select' | 'selectAll' | 'delete'

/** What a list of choices does with the one that is chosen. */
export interface Choosing {
  targets: readonly Card[]
  close(): void
  change(cards: readonly Card[], fields: (card: Card) => TaskFields): void
  move(cards: readonly Card[], column: string): void
}

export interface Acts extends Choosing {
  mayEdit(card: Card): boolean
  editing: string | undefined
  picking: { key: string; what: Choice } | undefined
  /** The tasks that a verb is about: the selected ones, or that of the focused line. */
  targets: readonly Card[]
  run(verb: Verb): void
  pick(key: string, what: Choice): void
  edit(key: string): void
  open(card: Card): void
  /** stop ends editing and leaves the focus where it went. */
  stop(): void
  /** close ends editing or choosing and goes back to the line. */
  close(): void
  rename(card: Card, title: string): void
  complete(cards: readonly Card[], done: boolean): void
  change(cards: readonly Card[], fields: (card: Card) => TaskFields): void
  move(cards: readonly Card[], column: string): void
}

const bottom: Spot = { position: 'bottom' }

/** several changes many tasks by as few requests as there can be; one is changed by its own, which heeds what others did. */
function several(ws: string, cards: readonly Card[], one: (card: Card) => Invocation, many: (card: Card) => TaskChange): void {
  const [first] = cards
  if (cards.length === 1 && first !== undefined) void run(one(first))
  else runMany(ws, cards.map(many), (count) => ({ text: text('list:said.changed', { count }), toast: true }))
}

/** changeOf is what fields mean among many tasks: labels are added and taken away, so that those of others stay. */
export function changeOf(card: Card, { labels, priority, due, assignee_id }: TaskFields): TaskChange {
  const fields = { ...(priority === undefined ? {} : { priority }), ...(due === undefined ? {} : { due }), ...(assignee_id === undefined ? {} : { assignee_id }) }
  const [add, drop] = [labels?.filter((one) => !card.labels.includes(one)) ?? [], labels === undefined ? [] : card.labels.filter((one) => !labels.includes(one))]
  return { id: card.id, ...(Object.keys(fields).length === 0 ? {} : { fields }), ...(add.length === 0 ? {} : { add }), ...(drop.length === 0 ? {} : { drop }) }
}

/** useActs is what can be done to the tasks of a list, by keys, by the pointer, and to many at once. */
export function useActs(ws: string, rows: Rows, onOpen: (card: Card) => void): Acts {
  const { can } = useWorkspace()
  const me = useQuery(meQuery()).data?.id
  const [editing, setEditing] = useState<string>()
  const [picking, setPicking] = useState<Acts['picking']>()
  const cardOf = (key: string | undefined) => rows.rows.find((row) => row.kind === 'task' && row.key === key)
  const line = cardOf(rows.focused)
  const focused = line?.kind === 'task' ? line.card : undefined
  const unique = new Map(rows.rows.flatMap((row) => (row.kind === 'task' && rows.selected.has(row.card.id) ? [[row.card.id, row.card] as const] : [])))
  const targets = unique.size > 0 ? [...unique.values()] : focused === undefined ? [] : [focused]
  const acts: Acts = {
    mayEdit: (card) => can('tasks:update', card.created_by === me || card.assignee_id === me), editing, picking, targets,
    pick: (key, what) => setPicking({ key, what }),
    edit: setEditing,
    open: onOpen,
    stop: () => setEditing(undefined),
    close() {
      setEditing(undefined)
      setPicking(undefined)
      rows.refocus()
    },
    rename: (card, title) => title.trim() !== '' && title !== card.title && void run(updateTask.with({ ws, id: card.id, fields: { title } })),
    complete: (cards, done) => several(ws, cards.filter((one) => (one.completed_at !== null) !== done), ({ id }) => completeTask.with({ ws, id, done }), ({ id }) => ({ id, done })),
    change: (cards, fields) => several(ws, cards, (card) => updateTask.with({ ws, id: card.id, fields: fields(card) }), (card) => changeOf(card, fields(card))),
    move: (cards, column) => several(ws, cards.filter((one) => one.column_id !== column), ({ id }) => moveTask.with({ ws, id, column, spot: bottom }), ({ id }) => ({ id, to: { column, spot: bottom } })),
    run(verb) {
      if (verb === 'selectAll') rows.select(new Set(rows.rows.flatMap((row) => (row.kind === 'task' ? [row.card.id] : []))))
      else if (focused === undefined || rows.focused === undefined) return
      else if (verb === 'open') onOpen(focused)
      else if (verb === 'edit') setEditing(rows.focused)
      else if (verb === 'select') rows.toggle(focused.id)
      else if (verb === 'complete') acts.complete(targets, targets.some((one) => one.completed_at === null))
      else if (verb === 'delete') several(ws, targets, ({ id }) => deleteTask.with({ ws, id }), ({ id }) => ({ id, gone: true }))
      else setPicking({ key: rows.focused, what: verb })
    },
  }
  useVerbs(acts, rows.here)
  return acts
}

const verbs: Array<{ verb: Verb; keys: string }> = [
  { verb: 'complete', keys: 'Mod+Enter' }, { verb: 'edit', keys: 'E' }, { verb: 'status', keys: 'S' }, { verb: 'assignee', keys: 'A' }, { verb: 'priority', keys: 'P' },
  { verb: 'label', keys: 'L' }, { verb: 'due', keys: 'D' }, { verb: 'select', keys: 'X' }, { verb: 'selectAll', keys: 'Mod+A' }, { verb: 'delete', keys: 'Delete' },
]

function useVerbs(acts: Acts, here: boolean): void {
  const { can } = useWorkspace()
  useCommands(verbs.map(({ verb, keys }): Command => ({
    id: `list.${verb}`, title: `list:verb.${verb}`, keys, group: 'task',
    when: () => here && acts.targets.length > 0 && allowed(verb, acts, can),
    run: () => acts.run(verb),
  })))
}

function allowed(verb: Verb, acts: Acts, can: (permission: string) => boolean): boolean {
  if (verb === 'select' || verb === 'selectAll' || verb === 'open') return true
  return verb === 'delete' ? can('tasks:delete') : acts.targets.some(acts.mayEdit)
}
