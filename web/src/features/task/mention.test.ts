import { lexer, type Tokens } from 'marked'
import { describe, expect, it } from 'vitest'

import { inserted, mentionOf, taskIn, typingAt } from './mention'

const ws = `wsp_${'0'.repeat(26)}`
const id = `tsk_${'1'.repeat(26)}`

describe('a name that is being typed', () => {
  it.each([
    ['Ask @', '@', ''], ['Ask @ad', '@', 'ad'], ['@Ada Lo', '@', 'Ada Lo'], ['see #ann', '#', 'ann'], ['(#write the', '#', 'write the'], ['line\n@x', '@', 'x'],
  ] as const)('is found: %j', (text, sign, query) => {
    expect(typingAt(text, text.length)).toEqual({ sign, query, start: text.lastIndexOf(sign) })
  })

  it.each(['# Heading', '## He', 'me@example.org', 'nothing', '#', '@ ', 'C# x y z', '@a b c'])('is none: %j', (text) => {
    expect(typingAt(text, text.length)).toBeUndefined()
  })

  it('is replaced where it stands, and one space follows', () => {
    const text = 'Ask @ad about it'
    const typing = typingAt(text, 7)
    expect(typing).toBeDefined()
    if (typing === undefined) return
    expect(inserted(text, 7, typing, '@Ada')).toEqual({ text: 'Ask @Ada about it', caret: 9 })
    expect(inserted('Ask @ad', 7, typing, '@Ada')).toEqual({ text: 'Ask @Ada ', caret: 9 })
  })
})

describe('a task that is mentioned', () => {
  it.each(['Plain', 'a [b](javascript:alert(1)) c', '*bold* _it_ `code` ~~x~~', '<img src=x onerror=alert(1)>', 'back\\slash ](x)', '&amp; ![i](j)'])('is a link whose text is its title: %j', (title) => {
    const [paragraph] = lexer(mentionOf({ sign: '#', start: 0, query: 'x' }, { id, name: title }, ws), { gfm: true, breaks: true }) as unknown as [Tokens.Paragraph]
    expect(paragraph.tokens).toHaveLength(1)
    const [link] = paragraph.tokens as [Tokens.Link]
    expect([link.type, link.href]).toEqual(['link', `/w/${ws}/t/${id}`])
    expect(link.tokens.map((one) => (one as Tokens.Text).text).join('')).toBe(title)
  })

  it('is known by its address, and nothing else is', () => {
    expect(taskIn(`/w/${ws}/t/${id}`)).toEqual({ ws, task: id })
    for (const other of [`//w/${ws}/t/${id}`, `https://elsewhere.example/w/${ws}/t/${id}`, `/w/${ws}/t/${id}/..`, `/w/${ws}/settings`, `javascript:/w/${ws}/t/${id}`]) expect(taskIn(other)).toBeUndefined()
  })
})
