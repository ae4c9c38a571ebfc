import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'

import { extended, neighbour, type Row, stepFrom, toggled } from './rows'

export interface Rows {
  rows: readonly Row[]
  virtual: Virtualizer<HTMLDivElement, Element>
  /** The line that has the focus, or would get it: the one that Tab reaches. */
  focused: string | undefined
  /** Whether somebody has gone to that line: what keys do is done to it. */
  here: boolean
  selected: ReadonlySet<string>
  focus(key: string): void
  step(by: 1 | -1, extend: boolean): void
  ends(last: boolean): void
  toggle(id: string): void
  select(ids: ReadonlySet<string>): void
  /** refocus brings the focus back to the line after something on it has closed. */
  refocus(): void
  onFocus(key: string): void
  onBlur(): void
}

/** The line that had the focus when a list was left, by its page: whoever comes back is where he was. */
const left = new Map<string, string>()

/** How often a line that isn't there yet is scrolled to: there is no more than one screen left after the first. */
const attempts = 10

/** useReturn keeps where somebody was when the list is left, and goes there when it is shown again. */
function useReturn(place: string, chosen: string | undefined, go: (key: string) => void): void {
  const [page] = useState(place)
  const now = useRef(chosen)
  useLayoutEffect(() => {
    now.current = chosen
  })
  useLayoutEffect(() => {
    const key = left.get(page)
    if (key !== undefined) go(key)
    return () => {
      if (now.current !== undefined) left.set(page, now.current)
    }
    // Only when the list comes and goes.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [page])
}

/** useRows keeps one line of a long list focused, whatever is scrolled, added or taken away. */
export function useRows(rows: readonly Row[], box: RefObject<HTMLDivElement | null>, place: string): Rows {
  const wanted = useRef<string | undefined>(undefined)
  const inside = useRef(false)
  const anchor = useRef<string | undefined>(undefined)
  const [seen, setSeen] = useState(rows)
  const [chosen, setChosen] = useState<string>()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [turn, setTurn] = useState(0)
  if (seen !== rows) {
    setSeen(rows)
    if (chosen !== undefined) setChosen(neighbour(seen, rows, chosen))
    const there = new Set(rows.flatMap((row) => (row.kind === 'task' ? [row.card.id] : [])))
    if ([...selected].some((id) => !there.has(id))) setSelected(new Set([...selected].filter((id) => there.has(id))))
  }
  const focused = chosen ?? rows.find((row) => row.kind === 'task')?.key
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoized by a compiler
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => box.current, estimateSize: (at) => (rows[at]?.kind === 'head' ? 40 : 36), overscan: 10,
    getItemKey: useCallback((at: number) => rows[at]?.key ?? at, [rows]),
  })
  useLayoutEffect(() => {
    const lost = inside.current && document.activeElement === document.body
    // What was wanted may have left by the same change that brought the focus back: its neighbour takes its place.
    if (wanted.current !== undefined && rows.every((row) => row.key !== wanted.current)) wanted.current = focused
    const key = wanted.current ?? (lost ? focused : undefined)
    if (key === undefined) return
    const line = box.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"] [data-line]`)
    if (line !== null && line !== undefined) {
      wanted.current = undefined
      line.focus({ preventScroll: true })
      return
    }
    // A line that is far away is there only once the list has been scrolled to it, which may take more than one attempt.
    const at = rows.findIndex((row) => row.key === key)
    if (at < 0 || turn >= attempts) return
    const frame = requestAnimationFrame(() => {
      virtual.scrollToIndex(at)
      setTurn(turn + 1)
    })
    return () => cancelAnimationFrame(frame)
  })
  const focus = (key: string) => {
    const at = rows.findIndex((row) => row.key === key)
    if (at < 0) return
    wanted.current = key
    setChosen(key)
    setTurn(0)
    virtual.scrollToIndex(at)
  }
  useReturn(place, chosen, (key) => {
    if (document.activeElement === document.body || document.activeElement?.id === 'content') focus(key)
    else setChosen(key)
  })
  return {
    rows, virtual, focused, here: chosen !== undefined, selected, focus,
    step(by, extend) {
      const next = stepFrom(rows, focused, by)
      if (next === undefined) return
      if (!extend) anchor.current = undefined
      else {
        anchor.current ??= focused
        setSelected(extended(rows, anchor.current ?? next, next))
      }
      focus(next)
    },
    ends(last) {
      const end = stepFrom(rows, undefined, last ? -1 : 1)
      if (end !== undefined) focus(end)
    },
    toggle: (id) => setSelected(toggled(selected, id)),
    select: setSelected,
    refocus() {
      wanted.current = focused
      setTurn(turn === 0 ? 1 : 0)
    },
    onFocus(key) {
      inside.current = true
      if (key !== chosen) setChosen(key)
    },
    onBlur() {
      inside.current = false
    },
  }
}
