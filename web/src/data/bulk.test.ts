// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import { changeTasks, type TaskChange } from './bulk'
import type { Change, View } from './changes'
import { queryClient } from './data'
import { keys } from './keys'
import type { Card } from './model'

const card = (id: string, rest: Partial<Card> = {}) => ({ id, project_id: 'prj_1', column_id: 'col_1', rank: `a${id.slice(-1)}`, title: id, labels: [], priority: 'medium', due: null, repeat: null, assignee_id: null, completed_at: null, archived: false, ...rest }) as Card

/** What is cached, as changes make it. */
function desk(...cards: Card[]): View & { after: (changes: Change[]) => Map<string, Card> } {
  const now = new Map(cards.map((one) => [one.id, one]))
  queryClient.setQueryData(keys.board('wsp_1', 'prj_1'), { columns: [], cards: Object.fromEntries(now) })
  const get = ((_kind: string, id: string) => now.get(id)) as View['get']
  return {
    me: 'usr_1', get,
    after(changes) {
      for (const change of changes) {
        if (change.op === 'remove') now.delete(change.id)
        else now.set(change.id, { ...(now.get(change.id) as Card), ...(change.value as Partial<Card>) })
      }
      return now
    },
  }
}

const many = (...changes: TaskChange[]) => changeTasks.with({ ws: 'wsp_1', changes })

describe('many changes', () => {
  it.each<[string, TaskChange]>([
    ['fields', { id: 't1', fields: { priority: 'high', due: '2026-12-01' } }],
    ['labels, those that it has already too', { id: 't1', add: ['l1', 'l2'], drop: ['l3', 'l9'] }],
    ['completion', { id: 't1', done: true }],
    ['the trash', { id: 't1', gone: true }],
  ])('are taken back to what was before: %s', (_, change) => {
    const before = card('t1', { labels: ['l1', 'l3'], priority: 'low', assignee_id: 'usr_2' })
    const view = desk(before)
    const undo = many(change).invert(view)
    const changed = new Map(view.after(many(change).apply(view)))
    expect(changed.get('t1')).not.toEqual(before)
    const restored = view.after(undo?.apply(view) ?? []).get('t1')
    expect({ ...restored, labels: restored?.labels.toSorted() }).toEqual(before)
  })

  it('take along what a due date repeats by, and bring it back', () => {
    const before = card('t1', { due: '2026-12-08', repeat: { rule: 'FREQ=DAILY', zone: 'UTC' } })
    const view = desk(before)
    const change = many({ id: 't1', fields: { due: null } })
    const undo = change.invert(view)
    expect(view.after(change.apply(view)).get('t1')).toMatchObject({ due: null, repeat: null })
    expect(view.after(undo?.apply(view) ?? []).get('t1')).toEqual(before)
  })

  it('go to the end of a column and come back to their places', () => {
    const view = desk(card('t1'), card('t2'), card('t3', { column_id: 'col_2' }))
    const change = many({ id: 't1', to: { column: 'col_2', spot: { position: 'bottom' } } })
    const undo = change.invert(view)
    const moved = view.after(change.apply(view)).get('t1')
    expect(moved?.column_id).toBe('col_2')
    expect((moved?.rank ?? '') > 'a3').toBe(true)
    const [back] = undo?.apply(view) ?? []
    expect(back).toMatchObject({ op: 'patch', id: 't1', value: { column_id: 'col_1' } })
  })

  it('that change nothing have nothing to take back', () => {
    expect(many({ id: 't1', add: ['l1'] }).invert(desk(card('t1', { labels: ['l1'] })))).toBeUndefined()
  })
})
