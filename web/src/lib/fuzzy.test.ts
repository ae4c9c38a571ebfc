import { describe, expect, it } from 'vitest'

import { fit, fold, merged, ranked } from './fuzzy'

const order = (query: string, texts: string[]) => ranked(query, texts, (one) => one).map(({ thing }) => thing)

describe('what fits', () => {
  it.each([
    ['set', ['Reset filters', 'Go to settings', 'Settings'], ['Settings', 'Go to settings', 'Reset filters']],
    ['gs', ['Go to settings', 'Logs', 'Good'], ['Logs', 'Go to settings']],
    ['board launch', ['Launch board', 'Board', 'Launch'], ['Launch board']],
    ['uber', ['Über uns', 'Tuber'], ['Über uns', 'Tuber']],
    ['dark', ['Theme: dark', 'Dark theme'], ['Dark theme', 'Theme: dark']],
    ['xyz', ['Settings'], []],
    ['', ['B', 'A'], ['B', 'A']],
  ])('“%s”', (query, texts, wanted) => {
    expect(order(query, texts)).toEqual(wanted)
  })

  it('prefers what was used last where the rest is alike', () => {
    expect(ranked('task', ['Task one', 'Task two'], (one) => one, (one) => (one === 'Task two' ? 5 : 0)).map(({ thing }) => thing)).toEqual(['Task two', 'Task one'])
  })

  it('shows which letters were typed', () => {
    expect(fit('gt se', 'Go to settings')?.ranges).toEqual([[0, 1], [3, 4], [6, 8]])
    expect(merged([[4, 6], [0, 2], [2, 3], [5, 9]])).toEqual([[0, 3], [4, 9]])
  })

  it('keeps places when letters are folded', () => {
    for (const text of ['İstanbul', 'Straße', 'é', 'e\u0301', '👩‍💻 fix', 'ﬀ']) expect(fold(text)).toHaveLength(text.length)
  })
})
