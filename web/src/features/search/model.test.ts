import { describe, expect, it } from 'vitest'

import { asksSomething, foundIn } from './model'

const marks = (text: string, query: string) => foundIn(text, query).map(([from, to]) => text.slice(from, to))

describe('what a search has found in a title', () => {
  it.each([
    ['Order a board for the board meeting', 'board', ['board', 'board']],
    ['Über den Wolken', 'uber wol', ['Über', 'Wol']],
    ['Keyboard', 'board', []],
    ['<b>bold</b>', 'b bold', ['b', 'bold', 'b']],
    ['Nothing', '', []],
    ['aaa', 'a aa aaa', ['aaa']],
    ['C++ and C#', 'c', ['C', 'C']],
  ])('%s: %s', (text, query, wanted) => {
    expect(marks(text, query)).toEqual(wanted)
  })

  it('is always within the text', () => {
    for (const text of ['İİİ stanbul', 'e\u0301a e\u0301', '👩‍💻 x', 'ﬀ ﬀ']) {
      for (const [from, to] of foundIn(text, 'i s e a x ﬀ 👩')) expect(from >= 0 && from < to && to <= text.length).toBe(true)
    }
  })
})

it('asks the server only for words', () => {
  expect([asksSomething('a'), asksSomething(' !? '), asksSomething('日本')]).toEqual([true, false, true])
})
