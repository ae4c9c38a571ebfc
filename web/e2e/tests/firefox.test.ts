import type { Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

import { expect, linkFromMail, openPage, type OpenPage, type PageOptions, type Server, signUp, test } from '../harness'
import { firefoxPath, startFirefox } from '../harness/firefox'

const password = 'violet-kettle-march-dune'
const path = firefoxPath()
if (path === undefined) process.stderr.write('\n  skipped: no Firefox. What is tested in Firefox was NOT tested here; install firefox-esr.\n\n')

let firefox: Awaited<ReturnType<typeof startFirefox>>
beforeAll(async () => {
  if (path !== undefined) firefox = await startFirefox(path)
})
afterAll(() => firefox?.close())

/** Does something in a page of Firefox, and fails on every fault in it. */
async function inFirefox(server: Server, options: PageOptions, work: (opened: OpenPage) => Promise<void>) {
  const opened = await openPage(firefox, server, options)
  await work(opened)
  await opened.context.close()
  expect(opened.watch.faults, 'faults in the pages').toEqual([])
}

const titles = (page: Page, column: number) => page.locator('[data-column]').nth(column).locator('[data-card] bdi:first-of-type').allInnerTexts()
const focused = (page: Page) => page.evaluate(() => document.activeElement?.querySelector('bdi')?.textContent)

test.skipIf(path === undefined)('from nothing to a task that is done, in Firefox', ({ server }) => inFirefox(server, { allow: ['401 GET /api/v1/me'] }, async ({ page }) => {
  await page.goto('/')
  await page.waitForURL('**/login**')
  await page.getByRole('link', { name: 'Sign up' }).click()
  await page.getByLabel('Your name').fill('Member')
  await page.getByLabel('E-mail address').fill('fox@example.org')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByText('We have sent you what to do next').waitFor()

  await page.goto(await linkFromMail(server, 'fox@example.org', '/verify?'))
  await page.getByRole('button', { name: 'Confirm the address' }).click()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('E-mail address').fill('fox@example.org')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()

  await page.getByLabel('Name of the workspace').fill('Research')
  await page.getByRole('button', { name: 'Create a workspace' }).click()
  await page.getByRole('main').getByRole('button', { name: 'Create a project' }).click()
  await page.getByLabel('Name of the project').fill('Launch')
  await page.getByRole('dialog').getByRole('button', { name: 'Create a project' }).click()
  await page.getByRole('button', { name: 'Add a task', exact: true }).first().click()
  for (const title of ['Write the announcement', 'Choose a venue']) {
    await page.keyboard.type(title)
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('Escape')
  await expect.poll(() => titles(page, 0)).toEqual(['Write the announcement', 'Choose a venue'])

  const card = page.locator('[data-card]').first()
  await card.focus()
  const last = (await page.locator('[data-column]').count()) - 1
  for (let column = 1; column <= last; column += 1) {
    const moved = page.waitForResponse((one) => one.url().endsWith('/move') && one.ok())
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(() => titles(page, column)).toEqual(['Write the announcement'])
    expect(await focused(page)).toBe('Write the announcement')
    await moved
  }
  await page.reload()
  await expect.poll(() => titles(page, last)).toEqual(['Write the announcement'])
  await page.locator('[data-card]').last().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Write the announcement' }).or(page.getByRole('textbox', { name: /title/i })).first().waitFor()
}), 90_000)

test.skipIf(path === undefined)('cards are moved, found and shown live, in Firefox', async ({ server }) => {
  const member = await signUp(server)
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  for (const title of ['Alpha', 'Beta']) await member.api.task(workspace, project, title)
  await inFirefox(server, { as: member }, async ({ page }) => {
    await page.goto(`/w/${workspace.id}/p/${project.id}`)
    const moved = page.waitForResponse((one) => one.url().endsWith('/move') && one.ok())
    // The browser itself starts no drag without a screen.
    await page.locator('[data-card]').first().focus()
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(() => titles(page, 1)).toEqual(['Alpha'])
    await moved
    await member.api.task(workspace, project, 'Gamma')
    await expect.poll(() => titles(page, 0)).toEqual(['Beta', 'Gamma'])
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search or run a command' }).pressSequentially('Gamma')
    await page.getByRole('option', { name: /Gamma/ }).first().waitFor()
    await page.keyboard.press('Escape')
    await page.goto(`/w/${workspace.id}/p/${project.id}?view=list`)
    await page.getByText('Gamma').first().waitFor()
  })
}, 60_000)
