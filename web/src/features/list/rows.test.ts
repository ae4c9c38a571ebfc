import { describe, expect, it } from 'vitest'

import type { Card } from '~/data'

import type { Group } from './groups'
import { extended, neighbour, rowsOf, stepFrom, toggled } from './rows'

const group = (key: string, ...ids: string[]): Group => ({ key, by: 'label', cards: ids.map((id) => ({ id }) as Card) })
const groups = [group('x', 'a', 'b'), group('y', 'b', 'c'), group('z')]
const rows = rowsOf(groups, new Set(), true)

describe('rows', () => {
  it('are headings and tasks, each with a key of its own', () => {
    expect(rows.map((row) => row.key)).toEqual(['head x', 'x a', 'x b', 'head y', 'y b', 'y c', 'head z'])
    expect(rowsOf(groups, new Set(['x']), true).map((row) => row.key)).toEqual(['head x', 'head y', 'y b', 'y c', 'head z'])
    expect(rowsOf(groups, new Set(), false).map((row) => row.key)).toEqual(['x a', 'x b', 'y b', 'y c'])
  })

  it('are walked over headings, and not around the ends', () => {
    expect(stepFrom(rows, 'x b', 1)).toBe('y b')
    expect(stepFrom(rows, 'y b', -1)).toBe('x b')
    expect(stepFrom(rows, 'y c', 1)).toBe('y c')
    expect(stepFrom(rows, undefined, 1)).toBe('x a')
    expect(stepFrom([], undefined, 1)).toBeUndefined()
  })

  it('hand the focus to a neighbour when they leave', () => {
    expect(neighbour(rows, rows, 'x b')).toBe('x b')
    expect(neighbour(rows, rowsOf([group('x', 'a'), group('y', 'c')], new Set(), true), 'x b')).toBe('y c')
    expect(neighbour(rows, rowsOf([group('x', 'a')], new Set(), true), 'y c')).toBe('x a')
    expect(neighbour(rows, [], 'y c')).toBeUndefined()
  })

  it('are selected from where Shift began to where it leads, in both directions', () => {
    expect([...extended(rows, 'x a', 'y c')]).toEqual(['a', 'b', 'c'])
    expect([...extended(rows, 'y c', 'y b')]).toEqual(['b', 'c'])
    expect([...toggled(new Set(['a']), 'a')]).toEqual([])
  })
})
