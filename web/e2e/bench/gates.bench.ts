import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openPage, test, type Person } from '../harness'
import { gate, median } from '../harness/gates'

const web = join(import.meta.dirname, '..', '..')
const served = join(web, '..', 'internal', 'app', 'webui', 'dist')

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

/** What every visitor loads before the first page shows: the entry and whatever it imports without waiting. */
function initial(): { scripts: string[]; styles: string[] } {
  const chunks = JSON.parse(readFileSync(join(web, 'dist', '.vite', 'manifest.json'), 'utf8')) as Record<string, Chunk>
  const scripts = new Set<string>()
  const styles = new Set<string>()
  const follow = (chunk: Chunk | undefined) => {
    if (!chunk || scripts.has(chunk.file)) return
    scripts.add(chunk.file)
    for (const style of chunk.css ?? []) styles.add(style)
    for (const name of chunk.imports ?? []) follow(chunks[name])
  }
  for (const chunk of Object.values(chunks)) if (chunk.isEntry) follow(chunk)
  return { scripts: [...scripts], styles: [...styles] }
}

const gzipped = (names: readonly string[]) =>
  names.reduce((sum, name) => {
    const form = statSync(join(served, `${name}.gz`), { throwIfNoEntry: false }) ?? statSync(join(served, name))
    return sum + form.size / 1000
  }, 0)

test('sizes', () => {
  const { scripts, styles } = initial()
  gate('initial scripts, gzip', 200, 'kB', gzipped(scripts))
  gate('styles, gzip', 20, 'kB', gzipped(styles))
})

test('first page on a slow machine and a slow network', async ({ browser, server, person }) => {
  const measure = async (as?: Person) => {
    const { page, context } = await openPage(browser, server, { allow: [/./], ...(as ? { as } : {}) })
    const debug = await context.newCDPSession(page)
    await debug.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    const bytesPerSecond = (1.6 * 1_000_000) / 8
    await debug.send('Network.enable')
    await debug.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond / 2 })
    await page.goto('/')
    const paint = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let last = 0
          new PerformanceObserver((list) => {
            last = list.getEntries().at(-1)?.startTime ?? last
          }).observe({ type: 'largest-contentful-paint', buffered: true })
          // What is painted three seconds after the last byte is no part of the first page.
          setTimeout(() => resolve(last), 3000)
        }),
    )
    await context.close()
    return paint
  }
  const someone = await person()
  gate('largest paint, signed out, CPU ×4 at 1.6 Mbit/s', 2500, 'ms', await median(3, () => measure()))
  gate('largest paint, signed in, CPU ×4 at 1.6 Mbit/s', 2500, 'ms', await median(3, () => measure(someone)))
})
