// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import type { Card } from '~/data'
import { allowed, type Role } from '~/lib/workspace'

import { rightsOf } from './rights'

const now = new Date('2026-12-01T12:00:00Z')
const card = (rest: Partial<Card>) => ({ created_by: 'usr_other', assignee_id: null, completed_at: null, ...rest }) as Card
const rights = (role: Role, editAll = false) => rightsOf((permission, own = true) => allowed(role, editAll, permission, own), 'usr_me', () => now)

describe('what is offered on a task', () => {
  it.each<[string, Role, boolean, Partial<Card>, boolean, boolean]>([
    ['an admin: everything', 'admin', false, {}, true, true],
    ['a member: not what others made', 'member', false, {}, false, false],
    ['a member: what he made', 'member', false, { created_by: 'usr_me' }, true, true],
    ['a member: what is assigned to him', 'member', false, { assignee_id: 'usr_me' }, true, true],
    ['a member where all may edit', 'member', true, {}, true, true],
    ['a guest: nothing, not even what he made', 'guest', false, { created_by: 'usr_me' }, false, false],
    ['an owner: what was completed a day ago to the second', 'owner', false, { completed_at: '2026-11-30T12:00:00Z' }, true, true],
    ['an owner: only reopening of what was completed longer ago', 'owner', false, { completed_at: '2026-11-30T11:59:59Z' }, false, true],
    ['a member: nothing of what others completed long ago', 'member', false, { completed_at: '2026-11-01T00:00:00Z' }, false, false],
    ['a member: reopening of his own', 'member', false, { created_by: 'usr_me', completed_at: '2026-11-01T00:00:00Z' }, false, true],
  ])('%s', (_, role, editAll, rest, edit, finish) => {
    expect([rights(role, editAll).edit(card(rest)), rights(role, editAll).finish(card(rest))]).toEqual([edit, finish])
  })
})
