import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef } from 'react'

import type { Acts } from './acts'
import { collapsed } from './collapse'
import { useDesk } from './desk'
import { heightOf, type Lane, placeOf } from './model'

/** One of those that are drawn: which one of all, and how far from the first it is. */
export interface Shown { index: number; start: number }

export interface Window<E> { shown: Shown[]; /** What they are drawn into, as long as all of them are together. */ track: RefObject<E | null> }

const numbers = (list: string) => list.split(' ').filter((one) => one !== '').map(Number)

/** useExtractor adds to those in sight the ones that must be there all the same: what has the focus, or is being dragged. */
function useExtractor(kept: string): (range: Range) => number[] {
  return useCallback((range: Range) => {
    const list = new Set([...defaultRangeExtractor(range), ...numbers(kept).filter((at) => at >= 0 && at < range.count)])
    return [...list].sort((a, b) => a - b)
  }, [kept])
}

const [narrow, wide, folded] = [768, 292, 56]

/** useLaneWindow is which columns are drawn. */
export function useLaneWindow(lanes: readonly Lane[], box: RefObject<HTMLElement | null>, acts: Acts): Window<HTMLDivElement> {
  const kept = useDesk(acts.desk, ({ focused, dragged, column }) => [
    ...[focused, dragged].map((id) => placeOf(lanes, id)?.lane ?? -1), column === undefined ? -1 : lanes.findIndex((lane) => lane.column.id === column),
  ].join(' '))
  const width = innerWidth <= narrow ? innerWidth - 32 : wide
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoized by a compiler
  const virtual = useVirtualizer<HTMLElement, Element>({
    count: lanes.length, horizontal: true, isRtl: document.documentElement.dir === 'rtl', getScrollElement: () => box.current, overscan: 1,
    initialRect: { width: innerWidth, height: innerHeight }, rangeExtractor: useExtractor(kept),
    estimateSize: (at) => (collapsed(lanes[at]?.column.id ?? '') ? folded : width), getItemKey: useCallback((at: number) => lanes[at]?.column.id ?? at, [lanes]),
  })
  const track = useSize<HTMLDivElement>('inline', virtual.getTotalSize())
  useMeasured(track, virtual.measureElement)
  return { shown: virtual.getVirtualItems(), track }
}

/** useCardWindow is which cards of a column are drawn. What others add or take away above doesn't move what is read. */
export function useCardWindow({ cards }: Lane, box: RefObject<HTMLElement | null>, acts: Acts): Window<HTMLUListElement> {
  const places = useMemo(() => new Map(cards.map((card, at) => [card.id, at])), [cards])
  const kept = useDesk(acts.desk, ({ focused, dragged }) => [focused, dragged].map((id) => places.get(id ?? '') ?? -1).join(' '))
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoized by a compiler
  const virtual = useVirtualizer<HTMLElement, Element>({
    count: cards.length, getScrollElement: () => box.current, overscan: 3, initialRect: { width: wide, height: innerHeight - 200 }, rangeExtractor: useExtractor(kept),
    estimateSize: (at) => { const card = cards[at]; return card === undefined ? 0 : heightOf(card) },
    getItemKey: useCallback((at: number) => cards[at]?.id ?? at, [cards]),
  })
  // Before what follows: nothing can be scrolled to where there is no room yet.
  const track = useSize<HTMLUListElement>('block', virtual.getTotalSize())
  useMeasured(track, virtual.measureElement)
  const held = useRef<{ cards: unknown; id: string; start: number } | undefined>(undefined)
  useLayoutEffect(() => {
    const offset = virtual.scrollOffset ?? 0
    const was = held.current
    const at = was === undefined || was.cards === cards || offset <= 0 ? undefined : places.get(was.id)
    const start = at === undefined ? undefined : virtual.measurementsCache[at]?.start
    if (was !== undefined && start !== undefined && start !== was.start) virtual.scrollToOffset(offset + start - was.start)
    const first = virtual.getVirtualItemForOffset(virtual.scrollOffset ?? 0)
    held.current = first === undefined ? undefined : { cards, id: String(first.key), start: first.start }
  })
  return { shown: virtual.getVirtualItems(), track }
}

/** useStart puts what is drawn where it stands among all. */
export function useStart(element: RefObject<HTMLElement | null>, side: 'block' | 'inline', start: number): void {
  useLayoutEffect(() => element.current?.style.setProperty(`inset-${side}-start`, `${start}px`), [element, side, start])
}

/** useMeasured measures what is drawn once all of it is in its place: one after the other would lay the page out for each. */
function useMeasured(track: RefObject<HTMLElement | null>, measure: (element: Element | null) => void): void {
  useLayoutEffect(() => {
    for (const element of track.current?.children ?? []) measure(element)
  })
}

/** useSize keeps the room of all of them, so that what is scrolled never jumps while some come and others go. */
function useSize<E extends HTMLElement>(side: 'block' | 'inline', size: number): RefObject<E | null> {
  const track = useRef<E>(null)
  useLayoutEffect(() => track.current?.style.setProperty(`${side}-size`, `${size}px`), [side, size])
  return track
}
