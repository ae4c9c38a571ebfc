import type { KeyboardEvent } from 'react'

import type { Rows } from './useRows'

/** handleLine is what the keys of movement do on a line; the verbs are commands. */
export function handleLine(event: KeyboardEvent, rows: Rows): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const move = moves[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (move === undefined || (event.key === 'Escape' && rows.selected.size === 0)) return
  event.preventDefault()
  event.stopPropagation()
  move(rows, event.shiftKey)
}

const moves: Record<string, (rows: Rows, extend: boolean) => void> = {
  ArrowDown: (rows, extend) => rows.step(1, extend),
  j: (rows, extend) => rows.step(1, extend),
  ArrowUp: (rows, extend) => rows.step(-1, extend),
  k: (rows, extend) => rows.step(-1, extend),
  Home: (rows) => rows.ends(false),
  End: (rows) => rows.ends(true),
  Escape: (rows) => rows.select(new Set()),
}
