import { describe, expect, it } from 'vitest'

import type { Card, Column, Label, Member } from '~/data'

import { type Around, bucketOf, groupsOf, sorted } from './groups'

const card = (id: string, rest: Partial<Card> = {}): Card => ({
  id, project_id: 'prj_1', column_id: 'col_1', title: id, priority: 'medium', due: null, assignee_id: null, labels: [], rank: 'a0', archived: false, archived_at: null,
  completed_at: null, created_by: 'usr_1', created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z', version: 1, parent_id: '', next_id: null, repeat: null, subtasks: 0, subtasks_done: 0, ...rest,
})

// A Tuesday, just after midnight in Berlin and still Monday in UTC.
const around: Around = {
  columns: [{ id: 'col_2', name: 'Later' }, { id: 'col_1', name: 'Now' }] as Column[],
  members: [{ user_id: 'usr_2', name: 'B' }, { user_id: 'usr_1', name: 'A' }] as Member[],
  labels: [{ id: 'lbl_2', name: 'b' }, { id: 'lbl_1', name: 'a' }] as Label[],
  projects: [], now: new Date('2026-11-23T23:30:00Z'), zone: 'Europe/Berlin',
}

const shape = (cards: Card[], by: Parameters<typeof groupsOf>[1]) => groupsOf(cards, by, around).map((group) => [group.key, ...group.cards.map((one) => one.id)])

describe('groups', () => {
  it('are the board’s columns in its order, empty ones too', () => {
    expect(shape([card('a'), card('b')], 'status')).toEqual([['col_2'], ['col_1', 'a', 'b']])
  })

  it('are people by name, nobody last', () => {
    expect(shape([card('a', { assignee_id: 'usr_2' }), card('b'), card('c', { assignee_id: 'usr_1' })], 'assignee')).toEqual([['usr_1', 'c'], ['usr_2', 'a'], ['', 'b']])
  })

  it('show a task under each of its labels', () => {
    expect(shape([card('a', { labels: ['lbl_2', 'lbl_1'] }), card('b')], 'label')).toEqual([['lbl_1', 'a'], ['lbl_2', 'a'], ['', 'b']])
  })

  it('are priorities, the most urgent first, and one where nothing is asked', () => {
    expect(shape([card('a', { priority: 'low' }), card('b', { priority: 'urgent' })], 'priority')).toEqual([['urgent', 'b'], ['low', 'a']])
    expect(shape([card('a')], 'none')).toEqual([['', 'a']])
  })

  it('keep what belongs to a column that was deleted meanwhile', () => {
    expect(shape([card('a', { column_id: 'col_9' })], 'status')).toEqual([['col_2'], ['col_1'], ['col_9', 'a']])
  })

  it.each([
    [null, ''], ['2026-11-23', 'overdue'], ['2026-11-24', 'today'], ['2026-11-23T23:00:00Z', 'overdue'], ['2026-11-24T10:00:00Z', 'today'],
    ['2026-11-25', 'tomorrow'], ['2026-11-29', 'week'], ['2026-11-30', 'later'],
  ])('of what is due %s: %s', (due, bucket) => {
    expect(bucketOf(card('a', { due }), around.now, around.zone)).toBe(bucket)
  })

  it('don’t call late what is done', () => {
    expect(bucketOf(card('a', { due: '2026-11-20', completed_at: '2026-11-21T00:00:00Z' }), around.now, around.zone)).toBe('today')
  })
})

describe('sorting', () => {
  const ids = (cards: Card[]) => cards.map((one) => one.id).join(' ')

  it('leaves what has no date last in both directions', () => {
    const cards = [card('a'), card('b', { due: '2026-12-01' }), card('c', { due: '2026-12-01T08:00:00Z' }), card('d', { due: '2026-11-01' })]
    expect(ids(sorted(cards, 'due', 'asc'))).toBe('d c b a')
    expect(ids(sorted(cards, 'due', 'desc'))).toBe('b c d a')
  })

  it('by rank follows the board: columns first', () => {
    const cards = [card('a', { rank: 'a1' }), card('b', { rank: 'a0' }), card('c', { rank: 'a5', column_id: 'col_2' })]
    expect(ids(sorted(cards, 'rank', 'asc', around.columns))).toBe('c b a')
  })

  it('by title knows numbers', () => {
    expect(ids(sorted([card('Task 10'), card('Task 9')], 'title', 'asc'))).toBe('Task 9 Task 10')
  })
})
