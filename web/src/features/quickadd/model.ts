import type { Priority, TaskFields } from '~/data'

import { type Known, type Named, refusedKey, type Token, titleOf, tokensOf } from './parse'
import type { Today } from '~/lib/when'

/** One task as it stands in the text: where its line begins, what is in it, and what it will be. */
export interface Line { start: number; text: string; tokens: Token[]; title: string; tooLong: boolean }

const longestTitle = 500
/** More lines than this are a file, for which there is the import. */
export const mostLines = 200

const bullet = /^\s*(?:[-*•–]\s+(?:\[[ xX]?\]\s+)?|\d{1,3}[.)]\s+)/u

/** linesOf makes a task of each line that says something. Of a list's lines the bullets are left out. */
export function linesOf(text: string, today: Today, known: Known, refused: ReadonlySet<string>): Line[] {
  const lines: Line[] = []
  const many = text.trim().includes('\n')
  let start = 0
  for (const whole of text.split('\n')) {
    const skipped = many ? bullet.exec(whole)?.[0].length ?? 0 : 0
    const line = whole.slice(skipped)
    if (line.trim() !== '') lines.push(lineAt(start + skipped, line, today, known, refused))
    start += whole.length + 1
  }
  return lines
}

function lineAt(start: number, text: string, today: Today, known: Known, refused: ReadonlySet<string>): Line {
  const tokens = tokensOf(text, today, known, refused).map((one) => ({ ...one, start: one.start + start, end: one.end + start }))
  const title = titleOf(text, tokens.map((one) => ({ ...one, start: one.start - start, end: one.end - start })))
  return { start, text, tokens, title, tooLong: [...title].length > longestTitle }
}

/** fieldsOf is what a line's tokens say of its task. */
export function fieldsOf(tokens: readonly Token[]): TaskFields & { project?: string } {
  const fields: TaskFields & { project?: string } = {}
  const labels: string[] = []
  for (const token of tokens) {
    if (token.kind === 'due') fields.due = token.due
    if (token.kind === 'repeat') Object.assign(fields, { repeat: token.repeat, due: token.due })
    if (token.kind === 'priority') fields.priority = token.priority
    if (token.kind === 'assignee') fields.assignee_id = token.id
    if (token.kind === 'project') fields.project = token.id
    if (token.kind === 'label') labels.push(token.id)
  }
  return labels.length === 0 ? fields : { ...fields, labels }
}

/** Pieces of the text for the highlighting beneath it: what is in a token and what isn't. */
export interface Piece { at: number; text: string; kind?: Token['kind'] }

export function piecesOf(text: string, tokens: readonly Token[]): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const token of tokens) {
    if (token.start > from) pieces.push({ at: from, text: text.slice(from, token.start) })
    pieces.push({ at: token.start, text: text.slice(token.start, token.end), kind: token.kind })
    from = token.end
  }
  if (from < text.length) pieces.push({ at: from, text: text.slice(from) })
  return pieces
}

/** tokenBefore is the token that ends where the caret stands, or in which it stands. */
export function tokenBefore(tokens: readonly Token[], caret: number): Token | undefined {
  return tokens.find((one) => one.start < caret && caret <= one.end)
}

/** stillRefused forgets what was taken back and has left the text: typed again, it means something again. */
export function stillRefused(refused: ReadonlySet<string>, text: string): ReadonlySet<string> {
  const folded = refusedKey(text)
  const kept = [...refused].filter((one) => folded.includes(one))
  return kept.length === refused.size ? refused : new Set(kept)
}

/** A name that is being typed: after which sign, and where. */
export interface Typing { sign: '#' | '@' | '+'; start: number; query: string }

/** typingAt finds the name that is being typed at the caret; undefined where there is none, or it is a token already. */
export function typingAt(text: string, caret: number, tokens: readonly Token[]): Typing | undefined {
  const before = text.slice(Math.max(0, caret - 60), caret)
  const match = /(?:^|[\s(])([#@+])([^\s#@+]*(?: [^\s#@+]+)?)$/u.exec(before)
  if (match === null) return undefined
  const start = caret - (match[2] ?? '').length - 1
  if (tokens.some((one) => one.start <= start && start < one.end)) return undefined
  return { sign: match[1] as Typing['sign'], start, query: match[2] ?? '' }
}

const fold = (text: string) => text.toLocaleLowerCase()

/** offers are the names that fit what is typed, those that begin with it first. */
export function offers(query: string, names: readonly Named[], most = 6): Named[] {
  const wanted = fold(query)
  const rank = ({ name }: Named) => {
    const at = fold(name).indexOf(wanted)
    return at === 0 ? 0 : at > 0 && /\s/u.test(name.charAt(at - 1)) ? 1 : at > 0 ? 2 : -1
  }
  const fitting = names.map((one) => ({ one, rank: rank(one) })).filter(({ rank }) => rank >= 0)
  return fitting.sort((a, b) => a.rank - b.rank || a.one.name.localeCompare(b.one.name)).slice(0, most).map(({ one }) => one)
}

/** accepted is the text with the offered name in place of what was typed of it, and where the caret then stands. */
export function accepted(text: string, caret: number, typing: Typing, name: string): { text: string; caret: number } {
  const rest = text.slice(caret)
  const put = `${typing.sign}${name}${/^\s/u.test(rest) ? '' : ' '}`
  return { text: text.slice(0, typing.start) + put + rest, caret: typing.start + put.length + (/^\s/u.test(rest) ? 1 : 0) }
}

export const priorityNumber: Record<Priority, string> = { urgent: 'P1', high: 'P2', medium: 'P3', low: 'P4' }
