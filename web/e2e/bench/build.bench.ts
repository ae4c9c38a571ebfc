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
  const folder = mkdtempSync(join(tmpdir(), 'taskflow-build-'))
  cpSync(web, folder, { recursive: true, filter: (source) => !left.has(basename(source)) })
  const started = performance.now()
  for (const [command, ...args] of [
    ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], ['node_modules/.bin/tsc', '--noEmit'],
    ['node_modules/.bin/vite', 'build', '--outDir', 'dist', '--logLevel', 'warn'], ['node_modules/.bin/vitest', 'run', 'src'],
  ] as const) {
    const done = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
    expect(done.status, `${command} ${args.join(' ')}\n${done.stdout}${done.stderr}`).toBe(0)
  }
  gate('packages, types, build and unit tests', 30, 's', (performance.now() - started) / 1000)
  rmSync(folder, { recursive: true, force: true })
})
