import type { Board, BoardColumn, Card, Spot } from '~/data'
import { byRank } from '~/lib/rank'

/** A column with the cards that are shown in it, in their order. */
export interface Lane { column: BoardColumn; cards: Card[]; /** How many there are, shown or not: what the limit is about. */ total: number }

/** lanesOf deals the cards that pass into their columns. */
export function lanesOf({ columns, cards }: Pick<Board, 'columns' | 'cards'>, passes: (card: Card) => boolean): Lane[] {
  const lanes = new Map(columns.map((column): [string, Lane] => [column.id, { column, cards: [], total: 0 }]))
  for (const card of Object.values(cards)) {
    const lane = lanes.get(card.column_id)
    if (lane === undefined) continue
    if (card.completed_at === null) lane.total++
    if (passes(card)) lane.cards.push(card)
  }
  // The answer comes in this order: only what was moved since has to be put in its place.
  for (const { cards } of lanes.values()) if (cards.some((card, at) => at > 0 && byRank(cards[at - 1] ?? card, card) > 0)) cards.sort(byRank)
  return [...lanes.values()]
}

export interface Place { lane: number; at: number }

const known = new WeakMap<readonly Lane[], ReadonlyMap<string, Place>>()

/** placeOf is where a card stands. */
export function placeOf(lanes: readonly Lane[], id: string | undefined): Place | undefined {
  if (id === undefined) return undefined
  let places = known.get(lanes)
  if (places === undefined) {
    places = new Map(lanes.flatMap(({ cards }, lane) => cards.map((card, at) => [card.id, { lane, at }] as const)))
    known.set(lanes, places)
  }
  return places.get(id)
}

export function cardAt(lanes: readonly Lane[], id: string | undefined): Card | undefined {
  const place = placeOf(lanes, id)
  return place && lanes[place.lane]?.cards[place.at]
}

const same = (a: Lane, b: Lane) => a.column === b.column && a.total === b.total && a.cards.length === b.cards.length && a.cards.every((card, at) => card === b.cards[at])

/** steadied keeps the lanes in which nothing has changed, so that only the others are drawn again. */
export function steadied(before: readonly Lane[], after: readonly Lane[]): readonly Lane[] {
  const held = new Map(before.map((lane) => [lane.column.id, lane]))
  return after.map((lane) => {
    const was = held.get(lane.column.id)
    return was !== undefined && same(was, lane) ? was : lane
  })
}

export type Step = 'up' | 'down' | 'back' | 'forward' | 'first' | 'last'
/** To the first or the last column. */
export type Leap = 'start' | 'end'

const filled = (lane: Lane) => lane.cards.length > 0

/** stepped is the card that an arrow leads to; columns without cards are passed over. */
export function stepped(lanes: readonly Lane[], from: string | undefined, step: Step | Leap): string | undefined {
  const place = placeOf(lanes, from)
  if (place === undefined || step === 'start') return lanes.find(filled)?.cards[0]?.id
  if (step === 'end') return lanes.findLast(filled)?.cards[0]?.id
  const cards = lanes[place.lane]?.cards ?? []
  if (step === 'up' || step === 'down') return cards[place.at + (step === 'up' ? -1 : 1)]?.id
  if (step === 'first' || step === 'last') return (step === 'first' ? cards[0] : cards.at(-1))?.id
  const by = step === 'back' ? -1 : 1
  for (let lane = place.lane + by; lane >= 0 && lane < lanes.length; lane += by) {
    const there = lanes[lane]?.cards ?? []
    if (there.length > 0) return there[Math.min(place.at, there.length - 1)]?.id
  }
  return undefined
}

/** across are the cards between two, in both directions: what Shift and arrows select. */
export function across(lanes: readonly Lane[], from: string, to: string): string[] {
  const [a, b] = [placeOf(lanes, from), placeOf(lanes, to)]
  if (a === undefined || b === undefined) return b === undefined ? [] : [to]
  const [top, bottom] = [Math.min(a.at, b.at), Math.max(a.at, b.at)]
  return lanes.slice(Math.min(a.lane, b.lane), Math.max(a.lane, b.lane) + 1).flatMap((lane) => lane.cards.slice(top, bottom + 1).map((card) => card.id))
}

/** neighbour is where the focus goes when its card leaves the board: to what takes its place, to the one above, or to the first. */
export function neighbour(before: readonly Lane[], after: readonly Lane[], id: string): string | undefined {
  const place = placeOf(before, id)
  const column = place && before[place.lane]?.column.id
  const cards = after.find((lane) => lane.column.id === column)?.cards ?? []
  return (cards[Math.min(place?.at ?? 0, cards.length - 1)] ?? after.find(filled)?.cards[0])?.id
}

const [frame, line, part, lettersPerLine] = [26, 19, 26, 36]

/** heightOf is about how high a card is, in pixels, before it has been drawn. */
export function heightOf(card: Card): number {
  const foot = card.due !== null || card.assignee_id !== null || card.priority !== 'medium' || card.subtasks > 0 || (card.comments ?? 0) > 0 || (card.checklist_total ?? 0) > 0
  return frame + Math.max(1, Math.ceil(card.title.length / lettersPerLine)) * line + (card.labels.length > 0 ? part : 0) + (foot ? part : 0)
}

export interface Destination { column: string; spot: Spot }

/** moved is where Alt and an arrow bring a card; undefined at the edge. */
export function moved(lanes: readonly Lane[], id: string, step: Step): Destination | undefined {
  const place = placeOf(lanes, id)
  const lane = place && lanes[place.lane]
  if (place === undefined || lane === undefined) return undefined
  const column = lane.column.id
  const above = lane.cards[place.at - 1]
  const below = lane.cards[place.at + 1]
  if (step === 'up') return above && { column, spot: { before: above.id } }
  if (step === 'down') return below && { column, spot: { after: below.id } }
  if (step === 'first') return place.at === 0 ? undefined : { column, spot: { position: 'top' } }
  if (step === 'last') return place.at === lane.cards.length - 1 ? undefined : { column, spot: { position: 'bottom' } }
  const next = lanes[place.lane + (step === 'back' ? -1 : 1)]
  if (next === undefined) return undefined
  const beside = next.cards[place.at]
  return { column: next.column.id, spot: beside === undefined ? { position: 'bottom' } : { before: beside.id } }
}

/** dropped is where a drop on a card's upper or lower half, or on a column, brings what was dragged; undefined when nothing moves. */
export function dropped(lanes: readonly Lane[], dragged: string, column: string, over: { id: string; half: 'upper' | 'lower' } | undefined): Destination | undefined {
  if (over?.id === dragged) return undefined
  const cards = lanes.find((lane) => lane.column.id === column)?.cards ?? []
  if (over === undefined) return cards.at(-1)?.id === dragged ? undefined : { column, spot: { position: 'bottom' } }
  const at = cards.findIndex((card) => card.id === over.id)
  const neighbour = cards[at + (over.half === 'upper' ? -1 : 1)]
  if (neighbour?.id === dragged) return undefined
  return { column, spot: over.half === 'upper' ? { before: over.id } : { after: over.id } }
}

/** linesOf are the titles in a pasted text, one a line. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n?|\n/).map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)]|\[[ xX]?\])\s+/, '').trim()).filter((line) => line !== '')
}
