import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A TaskFlow of its own: the real binary on a free port of loopback, with its own database and mail folder. */
export interface Server {
  readonly url: string
  readonly mailFolder: string
  /** Everything it has logged so far. */
  readonly log: () => string
  /** Ends it as an operator would; `start` begins it again on the same data and port. */
  readonly stop: () => Promise<void>
  readonly start: (more?: readonly string[]) => Promise<void>
  /** Ends it without a goodbye, as a power cut does. */
  readonly kill: () => Promise<void>
  readonly close: () => Promise<void>
}

// Tests ask more in a second than people do in a minute.
const generous = ['read', 'write', 'search', 'auth', 'mail', 'import', 'stream', 'public', 'edge']
  .map((name) => `${name}=100000/1m`)
  .join(',')

const binary = () => {
  const path = process.env.TASKFLOW_TEST_BINARY
  if (!path) throw new Error('TASKFLOW_TEST_BINARY names no binary: run scripts/web e2e')
  return path
}

/** Extra flags come last, so that a test can lower a limit or close sign-up. */
export async function startServer(flags: readonly string[] = []): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'taskflow-e2e-'))
  const mailFolder = join(folder, 'mail')
  const port = await freePort()
  const url = `http://localhost:${port}`
  const database = process.env.E2E_DATABASE ? freshDatabase(process.env.E2E_DATABASE) : undefined
  const limits = flags.includes('--rate-limit') ? [] : ['--rate-limit', generous]
  const args = [
    'serve', '--listen', `127.0.0.1:${port}`, '--base-url', url, '--data', folder, '--mail', `file:${mailFolder}`,
    ...limits, ...(database ? ['--database', database.url] : []), ...flags,
  ] // prettier-ignore
  let child: ChildProcess | undefined
  let text = ''

  const start = async (more: readonly string[] = []) => {
    const started = spawn(binary(), [...args, ...more], { env: { PATH: process.env.PATH ?? '' }, stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    for (const stream of [started.stdout, started.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await answers(url, started, () => text)
  }
  const end = async (signal: NodeJS.Signals) => {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()))
    running.kill(signal)
    const late = setTimeout(() => running.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(late)
  }
  await start()
  return {
    url, mailFolder, start, log: () => text,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    close: async () => {
      await end('SIGTERM')
      database?.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  } // prettier-ignore
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

async function answers(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break
    const ready = await fetch(`${url}/readyz`).then((r) => r.ok, () => false) // prettier-ignore
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  child.kill('SIGKILL')
  throw new Error(`TaskFlow did not start:\n${log()}`)
}

/** A database that only this server uses, on the PostgreSQL that the URL's superuser may create one on. */
function freshDatabase(administrator: string): { url: string; drop: () => void } {
  const name = `e2e_${randomBytes(6).toString('hex')}`
  const run = (statement: string) => {
    const done = spawnSync('psql', ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', '--command', statement, administrator])
    if (done.status !== 0) throw new Error(`psql: ${done.stderr?.toString() || done.error?.message}`)
  }
  run(`CREATE DATABASE ${name}`)
  const url = new URL(administrator)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`DROP DATABASE ${name} WITH (FORCE)`) }
}
