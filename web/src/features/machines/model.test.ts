import { expect, test } from 'vitest'

import { ending, networksIn, scopesFor } from './model'

test('a role is offered what it can hold, by what it is about', () => {
  const guest = scopesFor('guest').flatMap((one) => one.scopes.map(({ scope }) => scope))
  expect(guest).toEqual(['workspace:read', 'members:read', 'projects:read', 'tasks:read', 'views:read', 'events:read'])
  const member = scopesFor('member').find((one) => one.topic === 'tasks')?.scopes.map(({ verb }) => verb)
  expect(member).toEqual(['read', 'create', 'update', 'reopen', 'withdraw', 'restore'])
  const [admin, owner] = (['admin', 'owner'] as const).map((role) => scopesFor(role).flatMap((one) => one.scopes.map(({ scope }) => scope)))
  expect(admin).not.toContain('workspace:manage')
  expect(owner).toContain('workspace:manage')
})

test('networks are read however they are pasted', () => {
  expect(networksIn(' 192.0.2.0/24,\n2001:db8::/32 ; 192.0.2.0/24')).toEqual(['192.0.2.0/24', '2001:db8::/32'])
  expect(networksIn(' \n')).toEqual([])
})

test('the last week is one to be warned of', () => {
  const now = new Date('2026-03-02T09:00:00Z')
  expect(ending(new Date('2026-03-02T09:00:00Z'), now)).toBe('over')
  expect(ending(new Date('2026-03-09T09:00:00Z'), now)).toBe('soon')
  expect(ending(new Date('2026-03-09T09:00:01Z'), now)).toBe('later')
})
