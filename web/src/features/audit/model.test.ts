import { expect, test } from 'vitest'

import type { AuditEntry } from '~/data'

import { askedIn, cell, csv, filterOf, keyOf, names } from './model'
import events from '~/i18n/en/events.json'

test('what makes no sense in an address is left out', () => {
  expect(askedIn({ name: 'task.moved', outcome: 'denied', actor: 'usr_01jc5zt5e8f3bvxk2r9q7m4dhn', period: 'range', from: '2026-02-30', to: '2026-03-01', target: '' })).toEqual({ period: 'range', name: 'task.moved', outcome: 'denied', actor: 'usr_01jc5zt5e8f3bvxk2r9q7m4dhn', to: '2026-03-01', ...(Number.isNaN(Date.parse('2026-02-30')) ? {} : { from: '2026-02-30' }) })
  expect(askedIn({ outcome: 'x', actor: 'me', period: 'century', from: 'yesterday' })).toEqual({ period: 'any' })
})

test('a period ends and begins with the reader’s days', () => {
  const now = new Date(2026, 2, 10, 15, 30)
  expect(filterOf({ period: 'any', name: 'task.moved' }, now)).toEqual({ name: 'task.moved' })
  expect(filterOf({ period: 'day' }, now)).toEqual({ from: new Date(2026, 2, 10).toISOString() })
  expect(filterOf({ period: 'week' }, now)).toEqual({ from: new Date(2026, 2, 4).toISOString() })
  expect(filterOf({ period: 'range', from: '2026-03-01', to: '2026-03-01' }, now)).toEqual({ from: new Date(2026, 2, 1).toISOString(), to: new Date(2026, 2, 2).toISOString() })
})

test.each([
  ['plain', 'plain'], ['', ''], ['=1+1', '"\'=1+1"'], ['+1', '"\'+1"'], ['-1', '"\'-1"'], ['@x', '"\'@x"'], ['\tx', '"\'\tx"'], ['a "b", c', '"a ""b"", c"'], ['two\nlines', '"two\nlines"'],
])('%j is %s in a spreadsheet', (value, want) => expect(cell(value)).toBe(want))

test('each entry is a line', () => {
  const entry = { id: 'aud_1', at: '2026-03-10T09:00:00Z', name: 'task.moved', outcome: 'success', details: { to: 'col_1' } } as unknown as AuditEntry
  expect(csv([entry]).split('\r\n')).toEqual(['at,name,outcome,reason,actor_id,target,address,user_agent,request_id,session_id,id,details', '2026-03-10T09:00:00Z,task.moved,success,,,,,,,,aud_1,"{""to"":""col_1""}"', ''])
})

test('every event that is known has its words', () => {
  for (const name of names) expect(events.name, name).toHaveProperty(keyOf(name))
})
