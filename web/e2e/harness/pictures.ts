import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Person } from './api'
import { openPage } from './browser'
import type { Server } from './server'

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'images')

/** How each page is pictured. */
export const looks: Record<string, BrowserContextOptions> = {
  light: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, colorScheme: 'light' },
}

export interface Picture {
  readonly name: string
  readonly path: string
  readonly as?: Person
  /** Brings the page into the state that the picture is of. */
  readonly arrange?: (page: Page) => Promise<void>
  readonly context?: BrowserContextOptions
}

/** Makes docs/images/NAME-LOOK.png for every look. Nothing moves in a picture, so that the same page gives the same one. */
export async function picture(browser: Browser, server: Server, { name, path, as, arrange, context }: Picture): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const [look, options] of Object.entries(looks)) {
    const opened = await openPage(browser, server, { allow: [/./], context: { reducedMotion: 'reduce', ...options, ...context }, ...(as ? { as } : {}) })
    await opened.page.goto(path, { waitUntil: 'load' })
    await opened.page.locator('main h1, main article').first().waitFor()
    await opened.page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined) // a stream stays open
    await arrange?.(opened.page)
    await opened.page.evaluate(() => document.fonts.ready.then(() => undefined))
    await opened.page.screenshot({ path: join(folder, `${name}-${look}.png`), animations: 'disabled', caret: 'hide' })
    await opened.context.close()
  }
}
