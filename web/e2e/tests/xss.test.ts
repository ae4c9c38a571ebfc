import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Page } from 'playwright-core'

import { expect, type Person, test, type Thing } from '../harness'

const corpora = process.env['TASKFLOW_CORPORA'] ?? join(import.meta.dirname, '../../../../shared/data')

/** Every line of the corpora that a title can hold: attacks on pages, and strings that break them by accident. */
function payloads(): string[] {
  const folder = join(corpora, 'payloads/xss')
  const lines = readdirSync(folder).filter((name) => name.endsWith('.txt')).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
  const naughty = JSON.parse(readFileSync(join(corpora, 'payloads/blns.json'), 'utf8')) as string[]
  const usable = [...lines, ...naughty].map((one) => one.replace(/^[\s\u0085]+|[\s\u0085]+$/g, '')).filter((one) => one !== '' && [...one].length <= 500 && !/\p{Surrogate}/u.test(one) && !one.includes('\0'))
  return [...new Set(usable)]
}

const available = existsSync(join(corpora, 'payloads/xss'))
if (!available && process.env['CI'] === 'true') throw new Error(`the corpora are not in ${corpora}`)

/** inParallel works through a list with a few at once. */
async function inParallel<T>(list: readonly T[], work: (one: T, at: number) => Promise<unknown>): Promise<void> {
  const entries = list.entries()
  await Promise.all(Array.from({ length: 16 }, async () => {
    for (const [at, one] of entries) await work(one, at)
  }))
}

/** Anything that ran would open a dialog, leave the page or ask for something elsewhere. */
function watchFor(page: Page): string[] {
  const ran: string[] = []
  page.on('dialog', (dialog) => {
    ran.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', (popup) => ran.push(`popup: ${popup.url()}`))
  return ran
}

const chunks = <T>(list: readonly T[], size: number) => Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size))
const short = (list: readonly string[], most: number, count: number) => [...new Set(list.filter((one) => [...one].length <= most))].slice(0, count)

async function fill(member: Person, workspace: Thing, project: Thing, list: readonly string[]) {
  const path = `/workspaces/${workspace.id}`
  await inParallel(list, (title) => member.api.task(workspace, project, title))
  const wrote = await member.api.project(workspace, 'Texts')
  const tasks: Array<{ task: Thing; texts: readonly string[] }> = []
  await inParallel(chunks(list, 40), async (texts, at) => {
    const text = texts.join('\n\n').slice(0, 9_500)
    const task = await member.api.task(workspace, wrote, `Texts ${at}`, { description: text })
    await member.api.ask('POST', `${path}/tasks/${task.id}/comments`, { body: text })
    await Promise.all(texts.slice(0, 5).map((item) => member.api.ask('POST', `${path}/tasks/${task.id}/checklist`, { text: item })))
    tasks.push({ task, texts })
  })
  await inParallel(short(list, 50, 60), (name) => member.api.raw('POST', `${path}/labels`, { name, color: 'red' }))
  await inParallel(short(list, 100, 60), (name) => member.api.raw('POST', `${path}/projects`, { name, private: false }))
  await inParallel(short(list, 100, 30), (name) => member.api.raw('POST', `${path}/projects/${wrote.id}/columns`, { name }))
  await inParallel(short(list, 100, 40), (name) => member.api.raw('POST', `${path}/views`, { project_id: wrote.id, name, face: 'board', query: {}, shared: true }))
  await inParallel(short(list, 100, 20), (name) => member.api.raw('POST', '/workspaces', { name }))
  await inParallel(short(list, 500, 40), (title) => member.api.task(workspace, wrote, title, { parent_id: tasks[0]?.task.id }))
  await inParallel(short(list, 500, 20), async (title) => member.api.ask('DELETE', `${path}/tasks/${(await member.api.task(workspace, wrote, title)).id}`))
  return { wrote, tasks }
}

/** The titles of all cards of the first column, of which only those in sight are there at any time. */
const titlesIn = (page: Page) => page.locator('[data-column]').first().evaluate(async (list) => {
  const titles = new Map<string | undefined, string>()
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  for (let last = -1; last !== list.scrollTop; await frame()) {
    last = list.scrollTop
    for (const card of list.querySelectorAll<HTMLElement>('[data-card]')) titles.set(card.dataset['card'], card.querySelector('bdi')?.textContent ?? '')
    list.scrollBy(0, list.clientHeight * 0.8)
  }
  return [...titles.values()]
})

/** Names that others gave to views, labels, workspaces and subtasks are where they are listed, each as it was given. */
async function shownExactly(page: Page, member: Person, workspace: Thing, project: Thing) {
  const path = `/workspaces/${workspace.id}`
  const names = async (of: string) => (await member.api.ask<{ items: Array<{ name: string }> }>('GET', `${of}?limit=100`)).items.map((one) => one.name).sort()
  const shown = async (where: string) => (await page.locator(where).evaluateAll((all) => all.map((one) => one.textContent ?? ''))).sort()
  await page.goto(`/w/${workspace.id}/p/${project.id}`)
  const views = await names(`${path}/views`)
  expect(views.length).toBeGreaterThan(30)
  await expect.poll(() => shown('nav[aria-label="Saved views"] bdi')).toEqual(views)
  await page.goto(`/w/${workspace.id}/settings?page=labels`)
  const labels = await names(`${path}/labels`)
  await expect.poll(() => shown('main bdi')).toEqual(expect.arrayContaining(labels))
  await page.goto('/workspaces')
  await expect.poll(() => shown('main a bdi')).toEqual(await names('/workspaces'))
}

// The database has no part in how a page shows a text: once is enough.
test.skipIf(!available)('what attackers write is shown as they wrote it, everywhere, and does nothing', async ({ person, newPage }) => {
  const list = payloads()
  expect(list.length).toBeGreaterThan(1500)
  const member = await person('<img src=x onerror=alert(1)>')
  const workspace = await member.api.workspace('"><svg onload=alert(1)>')
  const project = await member.api.project(workspace, '<script>alert(1)</script>')
  const { wrote, tasks } = await fill(member, workspace, project, list)
  const { page } = await newPage({ as: member })
  const ran = watchFor(page)

  await page.goto(`/w/${workspace.id}/p/${project.id}`)
  await page.locator(`li[aria-setsize="${list.length}"] [data-card]`).first().waitFor({ timeout: 30_000 })
  expect((await titlesIn(page)).sort()).toEqual([...list].sort())

  for (const address of [`p/${wrote.id}`, `p/${project.id}?view=list`, `p/${wrote.id}?view=calendar`, `search?text=alert`, '', 'today?who=all', 'trash', 'settings', 'settings?page=members', 'settings?page=projects', `p/${wrote.id}/settings`, 'imports', 'audit']) {
    await page.goto(`/w/${workspace.id}/${address}`)
    await page.locator('main h1').waitFor()
    await page.locator('bdi').first().waitFor()
  }
  await shownExactly(page, member, workspace, wrote)
  for (const { task } of tasks) {
    await page.goto(`/w/${workspace.id}/t/${task.id}`)
    await page.locator('article time').first().waitFor()
    const active = await page.locator('article').evaluate((article) => [...article.querySelectorAll('script, iframe, object, embed, img, form, style, link, base, meta, video, audio, svg animate')].map((one) => one.outerHTML))
    expect(active).toEqual([])
    const links = await page.locator('article a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
    expect(links.filter((href) => !/^(https?:\/\/|mailto:|\/w\/)/.test(href))).toEqual([])
  }
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('alert')
  await page.getByRole('option').first().waitFor()
  expect(ran).toEqual([])
  expect(page.url()).toContain(`/w/${workspace.id}/`)
}, 480_000)
