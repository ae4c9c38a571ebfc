import { describe, expect, it } from 'vitest'

import { activeOf, flat, type Item, type ItemKind, sections, type Sources, stepped } from './model'

const item = (kind: ItemKind, title: string, id = `${kind}:${title}`): Item => ({ id, kind, title, run: () => undefined })

const sources: Sources = {
  recent: [item('recent', 'Board meeting', 'tsk_1')],
  commands: [item('command', 'Go to the board'), item('command', 'Sign out')],
  projects: [item('project', 'Boards and shelves')],
  known: [item('task', 'Board meeting', 'tsk_1'), item('task', 'Order a board', 'tsk_2')],
  found: [item('task', 'Order a board', 'tsk_2'), item('task', 'Talk about it', 'tsk_3')],
}

const titles = (query: string) => sections(query, sources).map((one) => [one.kind, ...one.shown.map((shown) => shown.item.title)])

describe('the palette', () => {
  it('shows what was used last, commands and projects before anything is typed', () => {
    expect(titles(' ').map(([kind]) => kind)).toEqual(['recent', 'command', 'project'])
  })

  it('shows each task once, and what the server has found behind the rest', () => {
    expect(titles('board')).toEqual([
      ['recent', 'Board meeting'], ['project', 'Boards and shelves'], ['command', 'Go to the board'], ['task', 'Order a board', 'Talk about it'],
    ])
  })

  it('shows what only the server knows', () => {
    expect(titles('zzz')).toEqual([['task', 'Order a board', 'Talk about it']])
  })

  it('keeps what was chosen while it is there, and goes around at the ends', () => {
    const items = flat(sections('board', sources))
    expect(activeOf(items, 'tsk_2')?.id).toBe('tsk_2')
    expect(activeOf(items, 'gone')?.id).toBe('tsk_1')
    expect(stepped(items, 'tsk_1', -1)).toBe('tsk_3')
    expect(stepped(items, 'tsk_3', 1)).toBe('tsk_1')
    expect(stepped([], undefined, 1)).toBeUndefined()
  })
})
