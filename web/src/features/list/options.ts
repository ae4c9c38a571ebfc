import type { BoardColumn, Card, Label, Member } from '~/data'
import { ranked } from '~/lib/fuzzy'
import { type Rhythm, rhythmOf, rhythmsOf, ruleOf } from '~/lib/rhythm'
import { addDays, dayOf, weekdayOf } from '~/lib/zone'

import { priorities } from './groups'
import type { Choice } from './useActs'

/** One thing to choose: its value, what it is called, and whether the tasks have it already. */
export interface Option { value: string; name: string; held: boolean; mixed?: boolean }

export interface Offer { columns: readonly BoardColumn[]; members: readonly Member[]; labels: readonly Label[]; unassigned: string; priority: (value: string) => string }

/** optionsOf are what can be chosen for tasks; what only some of them have is mixed. */
export function optionsOf(what: Exclude<Choice, 'due' | 'repeat'>, cards: readonly Card[], offer: Offer): Option[] {
  const option = (value: string, name: string, has: (card: Card) => boolean): Option => {
    const count = cards.filter(has).length
    return { value, name, held: count > 0 && count === cards.length, mixed: count > 0 && count < cards.length }
  }
  switch (what) {
    case 'status': return offer.columns.map((one) => option(one.id, one.name, (card) => card.column_id === one.id))
    case 'assignee': return [
      option('', offer.unassigned, (card) => card.assignee_id === null),
      ...offer.members.filter((one) => one.role !== 'guest').map((one) => option(one.user_id, one.name, (card) => card.assignee_id === one.user_id)),
    ]
    case 'label': return offer.labels.map((one) => option(one.id, one.name, (card) => card.labels.includes(one.id)))
    case 'priority': return priorities.map((one) => option(one, offer.priority(one), (card) => card.priority === one))
  }
}

export interface DueWords { today: string; tomorrow: string; nextWeek: string; weekend: string; none: string }

/** dueOptions are the days that are asked for most, and what was typed when it means a date. */
export function dueOptions(words: DueWords, now: Date, zone: string, typed: { due: string; name: string } | undefined): Option[] {
  if (typed !== undefined) return [{ value: typed.due, name: typed.name, held: false }]
  const today = dayOf(now, zone)
  const monday = addDays(today, 8 - weekdayOf(today))
  const offered: Array<[string, string]> = [[today, words.today], [addDays(today, 1), words.tomorrow], [addDays(monday, -2), words.weekend], [monday, words.nextWeek], ['', words.none]]
  return offered.filter(([value], at) => value === '' || value > today || at === 0).map(([value, name]) => ({ value, name, held: false }))
}

/** repeatOptions are the repetitions that are asked for most of what is due on a day, and what was typed when it means one. */
export function repeatOptions(cards: readonly Card[], day: string, typed: Rhythm | undefined, none: string, say: (rhythm: Rhythm) => string): Option[] {
  const rules = cards.map((one) => one.repeat?.rule ?? '')
  const option = (value: string, name: string): Option => {
    const count = rules.filter((one) => one === value).length
    return { value, name, held: count === rules.length, mixed: count > 0 && count < rules.length }
  }
  if (typed !== undefined) return [option(ruleOf(typed), say(typed))]
  const held = rhythmOf(rules[0] ?? '')
  const rhythms = rhythmsOf(day)
  const own = held === undefined || rhythms.some((one) => ruleOf(one) === rules[0]) ? [] : [held]
  return [...[...own, ...rhythms].map((one) => option(ruleOf(one), say(one))), option('', none)]
}

export const fitting = (query: string, options: readonly Option[]): Option[] => ranked(query, options, (one) => one.name).map(({ thing }) => thing)

/** withLabel puts a label onto a task, or takes it off. */
export function withLabel(card: Card, label: string, on: boolean): string[] {
  const rest = card.labels.filter((one) => one !== label)
  return on ? [...rest, label] : rest
}
