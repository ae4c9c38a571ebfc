import type { Browser } from 'playwright-core'
import { expect, test as base } from 'vitest'
import { signUp, type Person } from './api'
import { accessibility, openPage, startBrowser, type OpenPage, type PageOptions } from './browser'
import { startServer, type Server } from './server'

export * from './api'
export * from './browser'
export * from './company'
export * from './provider'
export * from './server'
export * from './totp'
export { expect }

interface Fixtures {
  /** One browser and one TaskFlow for all tests of a file. */
  browser: Browser
  server: Server
  /** Opens a page. When the test ends it fails on every fault that was not allowed. */
  newPage: (options?: PageOptions) => Promise<OpenPage>
  /** Signs somebody new up. */
  person: (name?: string) => Promise<Person>
}

export const test = base.extend<Fixtures>({
  browser: [
    // oxlint-disable-next-line no-empty-pattern -- vitest reads what a fixture needs from this pattern
    async ({}, provide) => {
      const browser = await startBrowser()
      await provide(browser)
      await browser.close()
    },
    { scope: 'file' },
  ],
  server: [
    // oxlint-disable-next-line no-empty-pattern -- as above
    async ({}, provide) => {
      const server = await startServer()
      await provide(server)
      await server.close()
    },
    { scope: 'file' },
  ],
  newPage: async ({ browser, server }, provide) => {
    const opened: OpenPage[] = []
    await provide(async (options) => {
      const one = await openPage(browser, server, options)
      opened.push(one)
      return one
    })
    for (const { context } of opened) await context.close()
    expect(opened.flatMap(({ watch }) => watch.faults), 'faults in the pages').toEqual([])
  },
  person: async ({ server }, provide) => {
    await provide((name) => signUp(server, name))
  },
})

/** Fails on whatever axe finds. */
export async function expectAccessible(opened: OpenPage, exclude?: readonly string[]) {
  expect(await accessibility(opened, exclude), 'axe').toEqual([])
}
