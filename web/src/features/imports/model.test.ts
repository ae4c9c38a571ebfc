import { expect, test } from 'vitest'

import { counted, groupsOf, guess, type Counts } from './model'

test.each([
  ['{"id":"5f","name":"Board","lists":[],"cards":[]}', 'trello'],
  ['\uFEFF  [ {"number":1,"title":"A"}]', 'github'],
  ['{"issues":[{"html_url":"https://example.com"}]}', 'github'],
  ['no JSON at all', 'trello'],
  ['', 'trello'],
])('%j comes from %s', (text, want) => expect(guess(text)).toBe(want))

test('only what there is is counted', () => {
  const counts = { projects: 1, columns: 3, tasks: 0, archived_tasks: 0, labels: 0, comments: 2, checklist_items: 0, assignees: 0, invitations: 0, already_here: 0 } satisfies Counts
  expect(counted(counts)).toEqual([{ name: 'projects', count: 1 }, { name: 'columns', count: 3 }, { name: 'comments', count: 2 }])
})

test('what is gravest comes first, with its examples', () => {
  const entry = (severity: string, kind: string) => ({ severity, kind, reason: 'why' })
  const groups = groupsOf({ entries: [entry('info', 'a'), entry('lost', 'b'), entry('lost', 'b')], totals: [{ severity: 'info', kind: 'a', count: 9, shown: 1 }, { severity: 'lost', kind: 'b', count: 2, shown: 2 }, { severity: 'warning', kind: 'c', count: 1, shown: 0 }] })
  expect(groups.map(({ kind, count, entries }) => [kind, count, entries.length])).toEqual([['c', 1, 0], ['b', 2, 2], ['a', 9, 1]])
  expect(groupsOf(undefined)).toEqual([])
})
