import { expect, it } from 'vitest'

import { grouped } from './keys'

it('shows each command that has keys once, in groups', () => {
  const commands = [
    { id: 'b', title: 'Move', keys: 'Alt+ArrowUp', group: 'board' },
    { id: 'a', title: 'Palette', keys: 'Mod+K', group: 'general' },
    { id: 'c', title: 'No keys', group: 'general' },
    { id: 'd', title: 'Palette', keys: 'Mod+K' },
    { id: 'e', title: 'Odd', keys: 'Z', group: 'unheard of' },
  ]
  expect(grouped(commands).map(({ group, rows }) => [group, ...rows.map((one) => one.id)])).toEqual([['general', 'a', 'e'], ['board', 'b']])
})
