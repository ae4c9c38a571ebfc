import { expect, test } from 'vitest'

import { changedFields, excess, linesIn, safeHref, treeOf } from './model'

test.each(['https://example.org/a?b=c#d', 'http://example.org/', 'mailto:member@example.org'])('%s is a link', (href) => {
  expect(safeHref(href)).toBe(href)
})

test.each([
  'javascript:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', '\u0001javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,<script>1</script>',
  'vbscript:x', 'file:///etc/passwd', 'blob:https://example.org/1', '//example.org', '/w/wsp_1', '#here', '', 'https://', 'intent://x',
])('%s is none', (href) => {
  expect(safeHref(href)).toBeUndefined()
})

test('pasted lines are a tree by their indentation', () => {
  expect(treeOf('One\n  Two\n    Three\n  Four\nFive', 3)).toEqual([{ title: 'One', parent: -1 }, { title: 'Two', parent: 0 }, { title: 'Three', parent: 1 }, { title: 'Four', parent: 0 }, { title: 'Five', parent: -1 }])
  expect(treeOf('- One\n\t- Two\n\n* Three\n1. Four\n2) Five', 3).map(({ title, parent }) => [title, parent])).toEqual([['One', -1], ['Two', 0], ['Three', -1], ['Four', -1], ['Five', -1]])
  // Deeper than tasks go, what is left becomes a neighbour.
  expect(treeOf('a\n b\n  c\n   d', 2).map(({ parent }) => parent)).toEqual([-1, 0, 0, 0])
  expect(treeOf(' \n\t\n', 3)).toEqual([])
})

test('lines that say nothing are none', () => expect(linesIn(' a \r\n\r\n b\rc\n ')).toEqual(['a', 'b', 'c']))

test('an event says what it has changed', () => {
  expect(changedFields({ was: { title: 'A', due: null }, title: 'B', due: '2026-12-01' })).toEqual([{ field: 'title', from: 'A', to: 'B' }, { field: 'due', from: null, to: '2026-12-01' }])
  expect(changedFields({ title: 'B' })).toEqual([])
})

test('a text is as long as its characters, not as their code units', () => {
  expect(excess('👩'.repeat(500), 500)).toBe(0)
  expect(excess('👩'.repeat(501), 500)).toBe(1)
})
