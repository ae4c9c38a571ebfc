import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Page } from 'playwright-core'

import { accessibility, expect, type OpenPage, test } from '../harness'

interface World { ws: string; project: string; task: string }

/** Every page, by its route: what it needs to be asked for, and what it shows once it is there. */
const pages: Record<string, { path: (world: World) => string; ready: (page: Page) => Promise<unknown>; signedOut?: true }> = {
  '/login': { path: () => '/login', ready: (page) => page.getByLabel('Password', { exact: true }).or(page.getByLabel('Passwort', { exact: true })).or(page.locator('input[name=password]')).first().waitFor(), signedOut: true },
  '/login/company': { path: () => '/login/company', ready: (page) => page.locator('input[name=company]').waitFor(), signedOut: true },
  '/signup': { path: () => '/signup', ready: (page) => page.locator('input[name=email]').waitFor(), signedOut: true },
  '/verify': { path: () => '/verify?token=none', ready: (page) => page.locator('main button').waitFor(), signedOut: true },
  '/forgot': { path: () => '/forgot', ready: (page) => page.locator('input[name=email]').waitFor(), signedOut: true },
  '/reset': { path: () => '/reset#none', ready: (page) => page.locator('input[name=password]').waitFor(), signedOut: true },
  '/magic-link': { path: () => '/magic-link#none', ready: (page) => page.locator('main button').waitFor(), signedOut: true },
  '/email-change/old': { path: () => '/email-change/old#none', ready: (page) => page.locator('main button').first().waitFor(), signedOut: true },
  '/email-change/new': { path: () => '/email-change/new#none', ready: (page) => page.locator('main button').waitFor(), signedOut: true },
  '/invite': { path: () => '/invite?token=none', ready: (page) => page.locator('main h1').waitFor() },
  '/auth/oidc/$provider/callback': { path: () => '/auth/oidc/none/callback?state=none', ready: (page) => page.locator('main [role=alert]').waitFor(), signedOut: true },
  '/auth/saml/$ws/finish': { path: () => '/auth/saml/none/finish#problem=unauthenticated&why=audience', ready: (page) => page.locator('main [role=alert]').waitFor(), signedOut: true },
  '/': { path: () => '/', ready: (page) => page.locator('#content h1').waitFor() },
  '/workspaces': { path: () => '/workspaces', ready: (page) => page.locator('input[name=name]').waitFor() },
  '/settings': { path: () => '/settings', ready: (page) => page.locator('input[name=name]').waitFor() },
  '/settings?page=passkeys': { path: () => '/settings?page=passkeys', ready: (page) => page.locator('main button').first().waitFor() },
  '/settings?page=keys': { path: () => '/settings?page=keys', ready: (page) => page.locator('main button').first().waitFor() },
  '/w/$ws': { path: ({ ws }) => `/w/${ws}`, ready: (page) => page.locator('#content h1').waitFor() },
  '/w/$ws/today': { path: ({ ws }) => `/w/${ws}/today`, ready: (page) => page.locator('#content h1').waitFor() },
  '/w/$ws/upcoming': { path: ({ ws }) => `/w/${ws}/upcoming`, ready: (page) => page.locator('#content h1').waitFor() },
  '/w/$ws/my': { path: ({ ws }) => `/w/${ws}/my`, ready: (page) => page.locator('[data-line]').first().waitFor() },
  '/w/$ws/search': { path: ({ ws }) => `/w/${ws}/search?text=long`, ready: (page) => page.locator('[data-line]').first().waitFor() },
  '/w/$ws/p/$project': { path: ({ ws, project }) => `/w/${ws}/p/${project}`, ready: (page) => page.locator('[data-card]').first().waitFor() },
  '/w/$ws/p/$project?view=list': { path: ({ ws, project }) => `/w/${ws}/p/${project}?view=list`, ready: (page) => page.locator('[data-line]').first().waitFor() },
  '/w/$ws/p/$project?view=calendar': { path: ({ ws, project }) => `/w/${ws}/p/${project}?view=calendar`, ready: (page) => page.locator('#content h1').waitFor() },
  '/w/$ws/p/$project/settings': { path: ({ ws, project }) => `/w/${ws}/p/${project}/settings`, ready: (page) => page.locator('input[name=name]').waitFor() },
  '/w/$ws/t/$task': { path: ({ ws, task }) => `/w/${ws}/t/${task}`, ready: (page) => page.locator('article textarea').first().waitFor() },
  '/w/$ws/settings': { path: ({ ws }) => `/w/${ws}/settings`, ready: (page) => page.locator('input[name=name]').waitFor() },
  '/w/$ws/settings?page=members': { path: ({ ws }) => `/w/${ws}/settings?page=members`, ready: (page) => page.locator('table').first().waitFor() },
  '/w/$ws/settings?page=signIn': { path: ({ ws }) => `/w/${ws}/settings?page=signIn`, ready: (page) => page.locator('input[name=grace_days]').waitFor() },
  '/w/$ws/settings?page=company': { path: ({ ws }) => `/w/${ws}/settings?page=company`, ready: (page) => page.locator('input[name=company]').waitFor() },
  '/w/$ws/settings?page=provisioning': { path: ({ ws }) => `/w/${ws}/settings?page=provisioning`, ready: (page) => page.locator('[name=default_role]').first().waitFor({ state: 'attached' }) },
  '/w/$ws/settings?page=labels': { path: ({ ws }) => `/w/${ws}/settings?page=labels`, ready: (page) => page.locator('input[name=name]').waitFor() },
  '/w/$ws/settings?page=projects': { path: ({ ws }) => `/w/${ws}/settings?page=projects`, ready: (page) => page.locator('#content ul li').first().waitFor() },
  '/w/$ws/settings?page=machines': { path: ({ ws }) => `/w/${ws}/settings?page=machines`, ready: (page) => page.locator('#workspace-keys').waitFor() },
  '/w/$ws/trash': { path: ({ ws }) => `/w/${ws}/trash`, ready: (page) => page.locator('#content ul li').first().waitFor() },
  '/w/$ws/imports': { path: ({ ws }) => `/w/${ws}/imports`, ready: (page) => page.locator('input[type=file]').waitFor({ state: 'attached' }) },
  '/w/$ws/audit': { path: ({ ws }) => `/w/${ws}/audit`, ready: (page) => page.locator('table').waitFor() },
  'nowhere': { path: ({ ws }) => `/w/${ws}/nowhere`, ready: (page) => page.locator('h1').waitFor() },
}

interface Look { width?: number; height?: number; dark?: boolean; contrast?: boolean; forced?: boolean; reduced?: boolean }

/** How people look at them. What is in one group is looked at one after the other, without loading the page anew. */
const groups: Record<string, { language?: string; looks: Record<string, Look> }> = {
  'on a desk': { looks: { light: {}, dark: { dark: true }, 'high contrast': { contrast: true }, 'forced colours': { forced: true } } },
  'on little room': {
    looks: {
      phone: { width: 390, height: 844, reduced: true },
      // WCAG 2.2 1.4.10: 1280 pixels at 400 %.
      reflow: { width: 320, height: 256 },
      // WCAG 2.2 1.4.4: 1280 pixels at 200 %.
      'at 200 %': { width: 640, height: 400 },
    },
  },
  'right to left': { language: 'en-XB', looks: { wide: {} } },
  'in German': { language: 'de', looks: { 'half as wide': { width: 640 } } },
}

test('no page is forgotten here', () => {
  const router = readFileSync(join(import.meta.dirname, '../../src/app/router.tsx'), 'utf8')
  const below = [...router.matchAll(/getParentRoute: \(\) => workspace, path: '([^']+)'/g)].map(([, path]) => (path === '/' ? '/w/$ws' : `/w/$ws${path}`))
  const above = [...router.matchAll(/(?:getParentRoute: \(\) => (?:inside|root), path: |door\()'([^']+)'/g)].map(([, path]) => path ?? '')
  expect(below.length).toBeGreaterThan(10)
  for (const path of [...below, ...above]) expect(Object.keys(pages), path).toContain(path)
})

const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

test.for(Object.keys(groups))('every page, %s: accessible, whole, in its place', { timeout: 300_000 }, async (name, { server, person, newPage }) => {
  const { language, looks = {} } = groups[name] ?? {}
  const member = await person('Member')
  const workspace = await member.api.workspace(`${longWord} & Co`)
  const project = await member.api.project(workspace, `Long: ${longWord}`)
  const label = await member.api.ask('POST', `/workspaces/${workspace.id}/labels`, { name: longWord.slice(0, 50), color: 'teal' })
  const me = await member.api.ask('GET', '/me')
  const task = await member.api.task(workspace, project, `A long title with a long word in it: ${longWord} ${longWord}`, { assignee_id: me.id, labels: [label.id], due: '2026-01-01', priority: 'urgent', description: `# Heading\n\n${longWord}\n\n| a | b |\n|---|---|\n| ${longWord} | ${longWord} |` })
  const gone = await member.api.task(workspace, project, longWord)
  await member.api.ask('DELETE', `/workspaces/${workspace.id}/tasks/${gone.id}`)
  const world: World = { ws: workspace.id, project: project.id, task: task.id }
  const inside = await newPage({ as: member, allow: [/^404/, /^410/] })
  const outside = await newPage({ allow: [/^401/, /^404 POST .auth.oidc/] })
  for (const one of [inside, outside]) if (language !== undefined) await speak(one, server.url, language)
  const faults: string[] = []
  for (const [route, { path, ready, signedOut }] of Object.entries(pages)) {
    const opened = signedOut === true ? outside : inside
    for (const [n, [look, as]] of Object.entries(looks).entries()) {
      const fault = (what: string) => faults.push(`${route}, ${look}: ${what}`)
      await wear(opened.page, as)
      if (n === 0) await opened.page.goto(path(world))
      await ready(opened.page).catch((error: unknown) => fault(String(error).slice(0, 200)))
      for (const found of await accessibility(opened).catch((error: unknown) => [String(error).slice(0, 200)])) fault(found)
      for (const found of await misplaced(opened.page, n === 0)) fault(found)
    }
  }
  expect(faults).toEqual([])
})

async function wear(page: Page, look: Look): Promise<void> {
  await page.setViewportSize({ width: look.width ?? 1280, height: look.height ?? 800 })
  await page.emulateMedia({
    colorScheme: look.dark === true ? 'dark' : 'light', reducedMotion: look.reduced === true ? 'reduce' : 'no-preference',
    contrast: look.contrast === true ? 'more' : 'no-preference', forcedColors: look.forced === true ? 'active' : 'none',
  })
}

/** The language is a preference of this browser. */
async function speak({ page }: OpenPage, base: string, language: string): Promise<void> {
  await page.goto(`${base}/login`)
  await page.evaluate((chosen) => {
    const kept = 'taskflow.preferences'
    localStorage.setItem(kept, JSON.stringify({ ...JSON.parse(localStorage.getItem(kept) ?? '{}') as object, language: chosen }))
  }, language)
}

/** What lies outside the page or, where it was just loaded, moved under the eyes of who reads it. */
async function misplaced(page: Page, loaded: boolean): Promise<string[]> {
  return page.evaluate((counted) => {
    const found: string[] = []
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
    if (wide > 1) found.push(`${wide} pixels wider than the window`)
    if (document.title === '') found.push('no title')
    const shifts = performance.getEntriesByType('layout-shift') as unknown as Array<{ value: number; hadRecentInput: boolean }>
    const moved = shifts.filter((one) => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0)
    if (counted && moved >= 0.02) found.push(`a layout shift of ${moved.toFixed(3)}`)
    return found
  }, loaded)
}
