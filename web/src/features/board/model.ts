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
  for (const lane of lanes.values()) lane.cards.sort(byRank)
  return [...lanes.values()]
}

export interface Place { lane: number; at: number }

/** placeOf is where a card stands. */
export function placeOf(lanes: readonly Lane[], id: string | undefined): Place | undefined {
  if (id === undefined) return undefined
  for (const [lane, { cards }] of lanes.entries()) {
    const at = cards.findIndex((card) => card.id === id)
    if (at >= 0) return { lane, at }
  }
  return undefined
}

export type Step = 'up' | 'down' | 'back' | 'forward' | 'first' | 'last'

/** stepped is the card that an arrow leads to; columns without cards are passed over. */
export function stepped(lanes: readonly Lane[], from: string | undefined, step: Step): string | undefined {
  const place = placeOf(lanes, from)
  if (place === undefined) return lanes.find((lane) => lane.cards.length > 0)?.cards[0]?.id
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
