import { useState } from 'react'

import { type Card, run, type TaskFields, updateTask } from '~/data'
import { type Command, useCommands } from '~/lib/commands'
import { useWorkspace } from '~/lib/workspace'

import { changeMany, completeMany, deleteMany, moveMany, permitted } from './many'
import { type Rights, useRights } from './rights'
import type { Rows } from './useRows'

/** What is chosen in a small list beside a line. */
export type Choice = 'status' | 'assignee' | 'priority' | 'label' | 'due' | 'repeat'
export type Verb = Choice | 'open' | 'complete' | 'edit' | 'select' | 'selectAll' | 'delete'

/** What a list of choices does with the one that is chosen. */
export interface Choosing {
  targets: readonly Card[]
  close(): void
  change(cards: readonly Card[], fields: (card: Card) => TaskFields): void
  move(cards: readonly Card[], column: string): void
}

export interface Acts extends Choosing {
  rights: Rights
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

/** useActs is what can be done to the tasks of a list, by keys, by the pointer, and to many at once. */
export function useActs(ws: string, rows: Rows, onOpen: (card: Card) => void): Acts {
  const rights = useRights()
  const [editing, setEditing] = useState<string>()
  const [picking, setPicking] = useState<Acts['picking']>()
  const cardOf = (key: string | undefined) => rows.rows.find((row) => row.kind === 'task' && row.key === key)
  const line = cardOf(rows.focused)
  const focused = line?.kind === 'task' ? line.card : undefined
  const unique = new Map(rows.rows.flatMap((row) => (row.kind === 'task' && rows.selected.has(row.card.id) ? [[row.card.id, row.card] as const] : [])))
  const targets = unique.size > 0 ? [...unique.values()] : focused === undefined ? [] : [focused]
  const acts: Acts = {
    rights, editing, picking, targets,
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
    complete: (cards, done) => completeMany(ws, permitted(cards, rights.finish), done),
    change: (cards, fields) => changeMany(ws, permitted(cards, rights.edit), fields),
    move: (cards, column) => moveMany(ws, permitted(cards, rights.edit), column),
    run(verb) {
      if (verb === 'selectAll') rows.select(new Set(rows.rows.flatMap((row) => (row.kind === 'task' ? [row.card.id] : []))))
      else if (focused === undefined || rows.focused === undefined) return
      else if (verb === 'open') onOpen(focused)
      else if (verb === 'edit') setEditing(rows.focused)
      else if (verb === 'select') rows.toggle(focused.id)
      else if (verb === 'complete') acts.complete(targets, targets.some((one) => one.completed_at === null))
      else if (verb === 'delete') deleteMany(ws, targets)
      else setPicking({ key: rows.focused, what: verb })
    },
  }
  useVerbs(acts, rows.here)
  return acts
}

const verbs: Array<{ verb: Verb; keys: string }> = [
  { verb: 'complete', keys: 'Mod+Enter' }, { verb: 'edit', keys: 'E' }, { verb: 'status', keys: 'S' }, { verb: 'assignee', keys: 'A' }, { verb: 'priority', keys: 'P' },
  { verb: 'label', keys: 'L' }, { verb: 'due', keys: 'D' }, { verb: 'repeat', keys: 'R' }, { verb: 'select', keys: 'X' }, { verb: 'selectAll', keys: 'Mod+A' }, { verb: 'delete', keys: 'Delete' },
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
  if (verb === 'delete') return can('tasks:delete')
  return acts.targets.some(verb === 'complete' ? acts.rights.finish : acts.rights.edit)
}
