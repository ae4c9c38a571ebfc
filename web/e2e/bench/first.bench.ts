import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { openPage, type Person, test } from '../harness'
import { gate, median } from '../harness/gates'

const served = join(import.meta.dirname, '..', '..', '..', 'internal', 'app', 'webui', 'dist')

/** What a file weighs on its way, in thousands of bytes, to a browser that takes gzip. */
function gzipped(name: string): number {
  return (statSync(join(served, `${name}.gz`), { throwIfNoEntry: false }) ?? statSync(join(served, name))).size / 1000
}

/** Every script that a browser has fetched until a page shows its first heading. */
async function fetched(open: () => ReturnType<typeof openPage>, path: string): Promise<number> {
  const { page, context } = await open()
  const names = new Set<string>()
  page.on('response', (response) => names.add(new URL(response.url()).pathname.slice(1)))
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await context.close()
  return [...names].filter((name) => name.endsWith('.js')).reduce((all, name) => all + gzipped(name), 0)
}

test('sizes', async ({ browser, server, person }) => {
  const member = await person()
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const named = [...readFileSync(join(served, 'index.html'), 'utf8').matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, name]) => name ?? '')
  gate('scripts that the page itself names, gzip', 200, 'kB', named.reduce((sum, name) => sum + gzipped(name), 0))
  const signedOut = await fetched(() => openPage(browser, server, { allow: [/./] }), '/login')
  gate('scripts of a first visit, signed out, gzip', 200, 'kB', signedOut)
  const board = await fetched(() => openPage(browser, server, { allow: [/./], as: member }), `/w/${workspace.id}/p/${project.id}`)
  gate('scripts of a first visit to a board, gzip', 280, 'kB', board)
  const styles = readdirSync(served, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'))
  gate('styles of all pages, gzip', 20, 'kB', styles.reduce((sum, name) => sum + gzipped(name), 0))
})

test('first page on a slow machine and a slow network', async ({ browser, server, person }) => {
  const measure = async (path: string, as?: Person) => {
    const { page, context } = await openPage(browser, server, { allow: [/./], ...(as ? { as } : {}) })
    const debug = await context.newCDPSession(page)
    await debug.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    const bytesPerSecond = (1.6 * 1_000_000) / 8
    await debug.send('Network.enable')
    await debug.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond / 2 })
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 20_000 })
    const paint = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let last = 0
          new PerformanceObserver((list) => {
            last = list.getEntries().at(-1)?.startTime ?? last
          }).observe({ type: 'largest-contentful-paint', buffered: true })
          // What is painted three seconds after the heading is no part of the first page.
          setTimeout(() => resolve(last), 3000)
        }),
    )
    await context.close()
    return paint
  }
  const someone = await person()
  const workspace = await someone.api.workspace()
  const project = await someone.api.project(workspace)
  for (let at = 0; at < 30; at += 1) await someone.api.task(workspace, project, `Card ${at}`)
  gate('largest paint, signed out, CPU ×4 at 1.6 Mbit/s', 2500, 'ms', await median(3, () => measure('/login')))
  gate('largest paint of a board, CPU ×4 at 1.6 Mbit/s', 2500, 'ms', await median(3, () => measure(`/w/${workspace.id}/p/${project.id}`, someone)))
})
