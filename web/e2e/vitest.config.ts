import { defineConfig } from 'vitest/config'

// What the database decides is driven on PostgreSQL too. What a browser does by itself is looked at once, and the ways to
// sign in are tested on both databases without one.
const looks = ['baddays', 'bigboard', 'calendar', 'emailchange', 'factors', 'firefox', 'harness', 'pages', 'palette', 'parts', 'passkeys', 'passwords', 'peek', 'providers', 'quickadd', 'recovery', 'saml', 'smoke', 'xss']
const exclude = process.env.E2E_DATABASE === undefined ? [] : looks.map((file) => `tests/${file}.test.ts`)

const project = (name: string, include: string, timeout: number) => ({
  test: { name, include: [include], exclude, testTimeout: timeout, hookTimeout: 60_000, environment: 'node' as const,
    // The machine may be busy with other things: what must come about has time to.
    // On a machine that is shared with others a browser may stand still for longer than any bound. The second
    // attempt has a new page, and the report names whoever needed it.
    retry: process.env.CI === 'true' && name === 'tests' ? 1 : 0,
    expect: { poll: { timeout: 10_000, interval: 30 } },
  },
})

// Two cores: one browser works while the other file's server answers.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    maxWorkers: 2,
    fileParallelism: true,
    projects: [
      project('tests', 'tests/**/*.test.ts', 60_000),
      project('screenshots', 'screenshots/**/*.shot.ts', 120_000),
      project('bench', 'bench/**/*.bench.ts', 300_000),
    ],
  },
})
