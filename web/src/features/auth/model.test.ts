import { expect, test } from 'vitest'

import { safeReturn } from './model'

test.each(['/', '/w/wsp_1/p/prj_1?task=tsk_1', '/settings/profile'])('%s is an address of the app', (to) => {
  expect(safeReturn(to)).toBe(to)
})

test.each([undefined, '', '//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/\t/evil.example', '/a\\b', '/\u0000', 'w/x', '/login?to=/'])('%s leads to the first page', (to) => {
  expect(safeReturn(to)).toBe('/')
})
