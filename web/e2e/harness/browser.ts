import { createRequire } from 'node:module'
import { existsSync, readFileSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import type { Person } from './api'
import type { Server } from './server'

// The shell is the same engine without a window to draw, and a third faster; what is measured or pictured is in the whole browser.
const found = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path))
const executablePath = process.env.E2E_CHROMIUM ?? found ?? '/usr/bin/chromium'

/** Debian's browser, which asks nobody on the network for anything. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication',
    ],
  }) // prettier-ignore

export interface PageOptions {
  /** Who is signed in; nobody without it. */
  readonly as?: Person
  /** Faults that this test is about, as parts of their text (see Watch). */
  readonly allow?: readonly (string | RegExp)[]
  readonly context?: BrowserContextOptions
}

/**
 * What went wrong in a page, one line each:
 *   violation script-src-elem inline …   console error: …   page error: …
 *   401 GET /api/v1/me   failed GET /api/v1/me net::ERR_CONNECTION_REFUSED   foreign https://elsewhere.example/
 */
export class Watch {
  readonly faults: string[] = []
  /** The faults, and those that the test allowed. */
  readonly seen: string[] = []
  private paused = false

  constructor(private readonly server: Server, private readonly allow: readonly (string | RegExp)[]) {}

  add(fault: string) {
    if (this.paused) return
    this.seen.push(fault)
    const allowed = this.allow.some((one) => (typeof one === 'string' ? fault.includes(one) : one.test(fault)))
    if (!allowed) this.faults.push(fault)
  }

  /** While a tool works in the page that the policy isn't about. */
  async without<T>(work: () => Promise<T>): Promise<T> {
    this.paused = true
    return work().finally(() => (this.paused = false))
  }

  async follow(context: BrowserContext) {
    await context.exposeBinding('reportViolation', (_, text: string) => this.add(`violation ${text}`))
    await context.addInitScript(() => {
      const report = (window as unknown as { reportViolation: (text: string) => void }).reportViolation
      document.addEventListener('securitypolicyviolation', (e) => {
        report(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`)
      })
    })
    context.on('console', (message) => {
      // The response itself is a fault already, with its address.
      const ofResponse = message.text().startsWith('Failed to load resource')
      if (message.type() === 'error' && !ofResponse) this.add(`console error: ${message.text()}`)
    })
    context.on('weberror', (error) => this.add(`page error: ${error.error().stack || error.error().message || error.error().name || String(error.error())}`))
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      if (protocol.startsWith('http') && origin !== this.server.url) this.add(`foreign ${request.url()}`)
    })
    context.on('response', (response) => {
      if (response.status() >= 400) this.add(`${response.status()} ${response.request().method()} ${pathOf(response.url())}`)
    })
    context.on('requestfailed', (request) => {
      // A page that is left, and a query that isn't needed any more, abort what they wait for.
      const why = request.failure()?.errorText ?? ''
      if (why !== 'net::ERR_ABORTED' && why !== 'NS_BINDING_ABORTED') this.add(`failed ${request.method()} ${pathOf(request.url())} ${why}`)
    })
  }
}

const pathOf = (address: string) => {
  const { pathname, search } = new URL(address)
  return pathname + search
}

export interface OpenPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly watch: Watch
}

/** A page in a context of its own: other cookies, other storage, another person. */
export async function openPage(browser: Browser, server: Server, options: PageOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ baseURL: server.url, locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options.context })
  const watch = new Watch(server, options.allow ?? [])
  await watch.follow(context)
  if (options.as) await context.addCookies([sessionCookie(server, options.as)])
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  return { page, context, watch }
}

function sessionCookie(server: Server, person: Person) {
  const at = person.cookie.indexOf('=')
  return {
    name: person.cookie.slice(0, at), value: person.cookie.slice(at + 1), domain: new URL(server.url).hostname, path: '/',
    httpOnly: true, secure: true, sameSite: 'Lax' as const,
  } // prettier-ignore
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResult {
  readonly violations: readonly { id: string; impact: string; help: string; nodes: readonly { target: unknown; failureSummary: string }[] }[]
}

/**
 * What axe finds against WCAG 2.2 AA, one line per element. It comes in by the debugger, past the page's policy, which is
 * why nothing is watched meanwhile.
 */
export async function accessibility({ page, watch }: OpenPage, exclude: readonly string[] = []): Promise<string[]> {
  // A page's own part is loaded after its frame.
  await page.locator('main').first().waitFor()
  // What fades in has no colours of its own yet. An endless animation is no fading.
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Infinity))
  const found = await watch.without(async () => {
    const known = await page.evaluate(() => 'axe' in window)
    if (!known) await page.evaluate(axeSource)
    return page.evaluate(async (left): Promise<AxeResult> => {
      const axe = (window as unknown as { axe: { run: (context: unknown, options: unknown) => Promise<AxeResult> } }).axe
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
      return axe.run({ include: [['html']], exclude: left.map((one) => [one]) }, { runOnly: tags, resultTypes: ['violations'] })
    }, exclude)
  })
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.impact} ${v.id} ${JSON.stringify(n.target)}: ${v.help}\n${n.failureSummary}`))
}
