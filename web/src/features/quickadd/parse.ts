import type { Priority } from '~/data'

import { repetition } from '~/lib/repeats'
import { firstDay, type Repeat, ruleOf } from '~/lib/rhythm'
import { type Today, when } from '~/lib/when'
import { addDays, dayOf, dueAt, dueDay } from '~/lib/zone'

/** What a name in the text can stand for. */
export interface Named { id: string; name: string }

export interface Known { projects: readonly Named[]; labels: readonly Named[]; members: readonly Named[]; /** Who is typing: "+me". */ me: string }

interface At { start: number; end: number; /** As it was typed. */ text: string }

export type Token = At & (
  | { kind: 'due'; due: string }
  | { kind: 'priority'; priority: Priority }
  | { kind: 'project' | 'label' | 'assignee'; id: string; name: string }
  /** due is its first day or moment, for a text that doesn't say when it begins. */
  | { kind: 'repeat'; repeat: Repeat; due: string }
)

export type TokenKind = Token['kind']

const priorities: Record<string, Priority> = { p1: 'urgent', p2: 'high', p3: 'medium', p4: 'low' }
const endOfWord = /^(?:$|[\s,;:!?)]|\.(?:\s|$))/u

/** Beyond the longest title there is nothing to find, whatever was pasted. */
const longestTitle = 500

type Reader = (rest: string, today: Today, known: Known) => DistributiveOmit<Token, 'start' | 'end' | 'text'> & { length: number } | undefined
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

const fold = (text: string) => text.toLocaleLowerCase().normalize('NFC')

/** startsWithName finds the name at the beginning of a text, with its spaces or with hyphens for them. */
function lengthOfName(rest: string, name: string): number {
  if (name === '') return 0
  const head = rest.slice(0, name.length)
  const same = fold(head) === fold(name) || fold(head) === fold(name.replace(/\s/gu, '-')) || fold(head) === fold(name.replace(/\s/gu, '_'))
  return same && endOfWord.test(rest.slice(name.length)) ? name.length : 0
}

/** longestName prefers the longest of the names that fit, so that "Launch plan" isn't taken for "Launch". */
function longestName(rest: string, names: readonly Named[]): { length: number; one: Named } | undefined {
  let best: { length: number; one: Named } | undefined
  for (const one of names) {
    const length = lengthOfName(rest, one.name)
    if (length > (best?.length ?? 0)) best = { length, one }
  }
  return best
}

function named(sign: string, kind: 'project' | 'label' | 'assignee', names: (known: Known) => readonly Named[]): Reader {
  return (rest, _today, known) => {
    if (!rest.startsWith(sign)) return undefined
    const found = longestName(rest.slice(1), names(known))
    return found && { kind, id: found.one.id, name: found.one.name, length: found.length + 1 }
  }
}

/** People answer to their first names as well, where only one of them has it. */
function people({ members, me }: Known): Named[] {
  const first = (one: Named) => one.name.split(/\s+/u)[0] ?? ''
  const alone = members.filter((one) => first(one) !== one.name && members.filter((other) => fold(first(other)) === fold(first(one))).length === 1)
  const self = members.find((one) => one.id === me)
  const shorts = [...alone.map((one) => ({ id: one.id, name: first(one) })), ...(self === undefined ? [] : ['me', 'mich', 'ich'].map((name) => ({ id: me, name })))]
  return [...members, ...shorts]
}

const assignee: Reader = (rest, today, known) => {
  const found = named('+', 'assignee', people)(rest, today, known)
  if (found === undefined || found.kind !== 'assignee') return undefined
  return { ...found, name: known.members.find((one) => one.id === found.id)?.name ?? found.name }
}

const priority: Reader = (rest) => {
  const match = /^p[1-4](?=$|[\s,;:!?)]|\.(?:\s|$))/iu.exec(rest)
  const value = priorities[match?.[0].toLowerCase() ?? '']
  return value && { kind: 'priority', priority: value, length: 2 }
}

const repeats: Reader = (rest, today) => {
  const found = repetition(rest, today)
  if (found === undefined) return undefined
  const { zone, now } = today
  const due = (from: string) => dueAt(firstDay(found.rhythm, from), found.time, zone)
  const first = due(dayOf(now, zone))
  const over = found.time !== undefined && new Date(first) <= now
  return { kind: 'repeat', repeat: { rule: ruleOf(found.rhythm), zone }, due: over ? due(addDays(dayOf(now, zone), 1)) : first, length: found.length }
}

const due: Reader = (rest, today) => {
  const found = when(rest, today)
  return found && { kind: 'due', due: found.due, length: found.length }
}

const readers: Reader[] = [
  named('#', 'project', ({ projects }) => projects), named('@', 'label', ({ labels }) => labels), assignee, priority, repeats, due,
]

/** refusedKey is how a token that was taken back is remembered: wherever it stands, it stays text. */
export const refusedKey = (text: string): string => fold(text)

/**
 * tokensOf finds what in a line of text means something. Of what a task has once, the last one counts: "Prepare the
 * Monday meeting tomorrow" is due tomorrow, and its title keeps its Monday.
 */
export function tokensOf(line: string, today: Today, known: Known, refused: ReadonlySet<string> = new Set()): Token[] {
  const found: Token[] = []
  for (let at = 0; at < Math.min(line.length, longestTitle * 2);) {
    const token = beginsWord(line, at) ? read(line, at, today, known) : undefined
    // What was taken back is passed over whole: "on friday" doesn't leave a Friday behind.
    if (token !== undefined && !refused.has(refusedKey(token.text))) found.push(token)
    at = token === undefined ? at + 1 : token.end
  }
  const kept = found.filter((one, at) => one.kind === 'label' ? firstOf(found, one, at) : !found.slice(at + 1).some((later) => later.kind === one.kind))
  return kept.map((one) => (one.kind === 'repeat' ? begun(one, kept, today, known) : one))
}

/** begun counts what repeats from the day that the text begins it on: "every month tomorrow". */
function begun(token: Token & { kind: 'repeat' }, all: readonly Token[], today: Today, known: Known): Token {
  const due = all.find((one) => one.kind === 'due')?.due
  if (due === undefined) return token
  const found = repeats(token.text, { ...today, now: new Date(dueAt(dueDay(due, today.zone), { hour: 0, minute: 0 }, today.zone)) }, known)
  return found?.kind === 'repeat' ? { ...token, repeat: found.repeat, due } : token
}

const firstOf = (all: Token[], one: Token & { id?: string }, at: number) => !all.slice(0, at).some((earlier) => earlier.kind === 'label' && earlier.id === one.id)

const beginsWord = (line: string, at: number) => at === 0 || /[\s(]/u.test(line.charAt(at - 1))

function read(line: string, start: number, today: Today, known: Known): Token | undefined {
  const rest = line.slice(start, start + 200)
  for (const reader of readers) {
    const found = reader(rest, today, known)
    if (found === undefined) continue
    const { length, ...meaning } = found
    return { ...meaning, start, end: start + length, text: line.slice(start, start + length) } as Token
  }
  return undefined
}

/** titleOf is the line without its tokens, and otherwise exactly what was typed. */
export function titleOf(line: string, tokens: readonly Token[]): string {
  let title = ''
  let from = 0
  for (const token of tokens) {
    const [start, end] = [token.start, token.end]
    const before = line.slice(from, start)
    title += before
    // Of the two spaces around what was cut out one is left.
    const doubled = (title === '' || /\s$/u.test(title)) && /^\s/u.test(line.slice(end))
    from = doubled ? end + 1 : end
  }
  return (title + line.slice(from)).trim()
}
