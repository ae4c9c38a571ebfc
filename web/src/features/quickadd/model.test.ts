import { describe, expect, it } from 'vitest'

import { accepted, fieldsOf, linesOf, offers, piecesOf, stillRefused, tokenBefore, typingAt } from './model'
import type { Known } from './parse'

const today = { now: new Date('2026-11-24T10:30:00Z'), zone: 'Europe/Berlin', language: 'en' }
const known: Known = { me: 'usr_1', projects: [{ id: 'prj_1', name: 'Launch plan' }, { id: 'prj_2', name: 'Plan B' }], labels: [{ id: 'lbl_1', name: 'bug' }, { id: 'lbl_2', name: 'ui' }], members: [] }
const none = new Set<string>()

describe('lines', () => {
  it('are tasks, each with what its own tokens say', () => {
    const lines = linesOf('Plan tomorrow\n\n  - Build #launch plan @bug @ui\n2. Test p1', today, known, none)
    expect(lines.map(({ title, tokens }) => ({ title, ...fieldsOf(tokens) }))).toEqual([
      { title: 'Plan', due: '2026-11-25' },
      { title: 'Build', project: 'prj_1', labels: ['lbl_1', 'lbl_2'] },
      { title: 'Test', priority: 'urgent' },
    ])
  })

  it('keep what looks like a bullet where there is one line only', () => {
    expect(linesOf('- 5 degrees', today, known, none).map((one) => one.title)).toEqual(['- 5 degrees'])
  })

  it('know when a title is longer than a title may be, by letters and not by their halves', () => {
    expect(linesOf('👩'.repeat(500), today, known, none)[0]?.tooLong).toBe(false)
    expect(linesOf('x'.repeat(501), today, known, none)[0]?.tooLong).toBe(true)
  })

  it('are all of the text, in pieces', () => {
    const text = 'Plan tomorrow\n- Build #launch plan x'
    const pieces = piecesOf(text, linesOf(text, today, known, none).flatMap((one) => one.tokens))
    expect(pieces.map((one) => one.text).join('')).toBe(text)
    expect(pieces.filter((one) => one.kind).map((one) => one.text)).toEqual(['tomorrow', '#launch plan'])
  })
})

describe('a token', () => {
  it('is taken back from inside it and from right behind it', () => {
    const [line] = linesOf('Call tomorrow now', today, known, none)
    const at = (caret: number) => tokenBefore(line?.tokens ?? [], caret)?.text
    expect([at(5), at(6), at(13), at(14)]).toEqual([undefined, 'tomorrow', 'tomorrow', undefined])
  })

  it('means something again once it was deleted', () => {
    const refused = new Set(['tomorrow', 'p1'])
    expect(stillRefused(refused, 'Call Tomorrow p1')).toBe(refused)
    expect([...stillRefused(refused, 'Call tomorro p1')]).toEqual(['p1'])
  })
})

describe('a name that is being typed', () => {
  it.each([
    ['Fix #la', 7, { sign: '#', start: 4, query: 'la' }],
    ['Fix #launch pl', 14, { sign: '#', start: 4, query: 'launch pl' }],
    ['@', 1, { sign: '@', start: 0, query: '' }],
    ['a@b', 3, undefined],
    ['Fix #la ', 8, undefined],
    ['Fix #Plan B', 11, undefined],
  ])('%s', (text, caret, typing) => {
    const tokens = linesOf(text, today, known, none).flatMap((one) => one.tokens)
    expect(typingAt(text, caret, tokens)).toEqual(typing)
  })

  it('is offered by its beginning first, and put in with one space behind it', () => {
    expect(offers('pla', known.projects).map((one) => one.name)).toEqual(['Plan B', 'Launch plan'])
    expect(accepted('Fix #la now', 7, { sign: '#', start: 4, query: 'la' }, 'Launch plan')).toEqual({ text: 'Fix #Launch plan now', caret: 17 })
    expect(accepted('Fix #la', 7, { sign: '#', start: 4, query: 'la' }, 'Launch plan')).toEqual({ text: 'Fix #Launch plan ', caret: 17 })
  })
})
