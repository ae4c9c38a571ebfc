import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { expect, test } from 'vitest'

import { gate } from '../harness/gates'

const web = join(import.meta.dirname, '..', '..')
const left = new Set(['node_modules', 'dist', 'out'])

// In a copy, so that nobody loses the packages while they are installed anew.
test('from nothing to a tested app', () => {
  const copy = mkdtempSync(join(tmpdir(), 'taskflow-build-'))
  const folder = join(copy, 'web')
  cpSync(web, folder, { recursive: true, filter: (source) => !left.has(basename(source)) })
  // What a unit test holds the web app's own table against.
  const table = 'internal/app/testdata/permissions.md'
  cpSync(join(web, '..', table), join(copy, table))
  const started = performance.now()
  for (const [command, ...args] of [
    ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], ['node_modules/.bin/tsc', '--noEmit'],
    ['node_modules/.bin/vite', 'build', '--outDir', 'dist', '--logLevel', 'warn'], ['node_modules/.bin/vitest', 'run', 'src'],
  ] as const) {
    const done = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
    expect(done.status, `${command} ${args.join(' ')}\n${done.stdout}${done.stderr}`).toBe(0)
  }
  gate('packages, types, build and unit tests', 30, 's', (performance.now() - started) / 1000)
  rmSync(copy, { recursive: true, force: true })
})
