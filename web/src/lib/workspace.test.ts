import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { allowed, type Role } from './workspace'

const root = process.cwd()
const golden = readFileSync(join(root, '../internal/app/testdata/permissions.md'), 'utf8')
const cells = golden.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
const titles = cells[0] ?? []
const answers = (column: string) => titles.indexOf(column)

/** Whoever asks, by the column of the table, with his role and whether the thing is his own. */
const people: ReadonlyArray<[column: string, role: Role, own: boolean]> = [['admin', 'admin', false], ['member, its creator', 'member', true], ['member', 'member', false], ['guest', 'guest', false], ['owner', 'owner', false]]

/** What the pages ask for before they offer something. */
const offered = new Set(readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file)).flatMap((file) => [...readFileSync(join(root, 'src', file), 'utf8').matchAll(/(?:can\(|may: )'([a-z_]+:[a-z_]+)'/g)].map(([, name]) => name ?? '')))

test.each([...offered].sort())('%s is offered to those whom the API lets', (permission) => {
  const rows = cells.filter((row) => row[1] === permission)
  expect(rows.length, 'rows of the API’s table').toBeGreaterThan(0)
  for (const [column, role, own] of people) {
    const answered = rows.some((row) => row[answers(column)]?.startsWith('yes'))
    expect(allowed(role, false, permission, own), column).toBe(answered)
  }
})
