import type { Page } from 'playwright-core'

import { expect, expectAccessible, type OpenPage, type Person, signIn, test } from '../harness'

type Thing = { id: string }

/** A board with cards, open in a browser. */
async function desk(person: (name?: string) => Promise<Person>, newPage: (options: { as: Person; allow?: Array<string | RegExp> }) => Promise<OpenPage>, allow: Array<string | RegExp>, titles = ['Alpha', 'Beta', 'Gamma']) {
  const member = await person('Member')
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const tasks: Thing[] = []
  for (const title of titles) tasks.push(await member.api.task(workspace, project, title))
  const opened = await newPage({ as: member, allow })
  await opened.page.goto(`/w/${workspace.id}/p/${project.id}`)
  await card(opened.page, titles[0] ?? '').waitFor()
  const get = (at: number) => member.api.ask<Record<string, unknown>>('GET', `/workspaces/${workspace.id}/tasks/${tasks[at]?.id}`)
  return { member, workspace, project, tasks, opened, page: opened.page, get }
}

const card = (page: Page, title: string) => page.locator('[data-card]', { hasText: title })
const toast = (page: Page, text: string | RegExp) => page.getByRole('region', { name: /Notifications/ }).or(page.locator('body')).getByText(text).first()
/** Does something just before the page's next request of a method arrives. */
async function before(page: Page, method: string, act: () => Promise<unknown>): Promise<void> {
  let acted = false
  await page.route('**/api/v1/workspaces/*/tasks/*', async (route) => {
    if (!acted && route.request().method() === method) {
      acted = true
      await act()
    }
    await route.continue()
  })
}

const problem = (code: string, status: number, rest: object = {}) => ({ status, contentType: 'application/problem+json', body: JSON.stringify({ type: `urn:taskflow:problem:${code}`, title: code, status, ...rest }) })

test('without a line changes wait, are counted, and are sent in order once it is back', async ({ person, newPage }) => {
  const { page, opened, get, member, workspace } = await desk(person, newPage, [/ERR_INTERNET_DISCONNECTED/])
  await opened.context.setOffline(true)
  await page.getByText('You are offline.').waitFor()
  for (const title of ['Alpha', 'Beta']) {
    await card(page, title).focus()
    await page.keyboard.press('Alt+ArrowRight')
  }
  await card(page, 'Gamma').focus()
  await page.keyboard.press('e')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Gamma, renamed offline')
  await page.keyboard.press('Enter')
  await page.getByText('3 changes waiting').waitFor()
  await expectAccessible(opened)
  await opened.context.setOffline(false)
  await expect.poll(async () => [(await get(2))['title'], (await get(0))['version'], (await get(1))['version']]).toEqual(['Gamma, renamed offline', 2, 2])
  expect((await get(0))['column_id']).toBe((await get(1))['column_id'])
  await expect.poll(() => page.getByText('waiting').count()).toBe(0)
  expect((await member.api.ask<{ items: unknown[] }>('GET', `/workspaces/${workspace.id}/tasks`)).items).toHaveLength(3)
}, 60_000)

test('a server that is killed and comes back gets what was typed meanwhile, once', async ({ server, person, newPage }) => {
  const { page, get, member, workspace } = await desk(person, newPage, [/ERR_/, /^50\d/])
  await server.kill()
  await page.getByRole('button', { name: 'Add a task', exact: true }).first().click()
  await page.keyboard.type('Typed in the dark')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await card(page, 'Typed in the dark').waitFor()
  await page.getByText('1 change waiting').waitFor()
  await server.start()
  await expect.poll(async () => (await member.api.ask<{ items: Array<{ title: string }> }>('GET', `/workspaces/${workspace.id}/tasks`)).items.filter((one) => one.title === 'Typed in the dark').length, { timeout: 20_000 }).toBe(1)
  await expect.poll(() => page.getByText('waiting').count(), { timeout: 20_000 }).toBe(0)
  // The stream is back as well.
  await member.api.ask('PATCH', `/workspaces/${workspace.id}/tasks/${(await get(0))['id'] as string}`, { title: 'Alpha, by others' })
  await card(page, 'Alpha, by others').waitFor({ timeout: 20_000 })
}, 90_000)

test('a session that was ended elsewhere asks to sign in, and what was begun goes on', async ({ server, person, newPage }) => {
  const { page, member, workspace, project, tasks } = await desk(person, newPage, [/^401/])
  const other = await newPage({ as: member, allow: [/^401/] })
  await other.page.goto('/settings?page=sessions')
  await other.page.getByText('This one').waitFor()
  await member.api.ask('POST', '/auth/logout')
  await card(page, 'Alpha').focus()
  await page.keyboard.press('Alt+ArrowRight')
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await dialog.getByLabel('Password', { exact: true }).fill(member.password)
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect.poll(() => dialog.count()).toBe(0)
  await expect.poll(() => page.getByText('waiting').count()).toBe(0)
  const again = (await signIn(server, member)).api
  const doing = (await again.columns(workspace, project))[1]?.id
  await expect.poll(async () => (await again.ask('GET', `/workspaces/${workspace.id}/tasks/${tasks[0]?.id}`))['column_id']).toBe(doing)
}, 60_000)

test('who has lost the right is told, and nothing typed is lost', async ({ person, newPage }) => {
  const owner = await person('Owner')
  const { page, member, workspace, get } = await desk(person, newPage, [/^403/, /^404/])
  await member.api.addMember(workspace, owner, 'admin')
  const me = await member.api.ask('GET', '/me')
  const boss = await person('Boss')
  await member.api.addMember(workspace, boss, 'admin')
  const bossId = (await boss.api.ask('GET', '/me')).id
  await member.api.ask('PATCH', `/workspaces/${workspace.id}/members/${bossId}`, { role: 'owner' })
  await card(page, 'Alpha').focus()
  await page.keyboard.press('e')
  await boss.api.ask('PATCH', `/workspaces/${workspace.id}/members/${me.id}`, { role: 'guest' })
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Not mine to say')
  await page.keyboard.press('Enter')
  await toast(page, /You don’t have the right to do this here/).waitFor()
  await expect.poll(() => card(page, 'Alpha').count()).toBe(1)
  expect((await get(0))['title']).toBe('Alpha')
  await boss.api.ask('DELETE', `/workspaces/${workspace.id}/members/${me.id}`)
  await page.getByText('Your access to “Acme” has ended.').first().waitFor()
  await page.getByText('You are in no workspace yet').waitFor()
}, 60_000)

test('a project that is deleted while it is open leaves a calm page, and what was typed', async ({ person, newPage }) => {
  const { page, opened, member, workspace, project } = await desk(person, newPage, [/^404/])
  await opened.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await card(page, 'Alpha').focus()
  await page.keyboard.press('e')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('A thought <b>in</b> the middle')
  await member.api.ask('DELETE', `/workspaces/${workspace.id}/projects/${project.id}`)
  await page.getByText('This project was deleted or taken out of your sight.').waitFor()
  await page.getByRole('heading', { name: 'Launch', level: 1 }).waitFor()
  await expect.poll(() => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Launch' }).count()).toBe(0)
  expect(await page.getByRole('textbox', { name: 'Edit the title' }).inputValue()).toBe('A thought <b>in</b> the middle')
  await page.keyboard.press('Enter')
  await toast(page, 'You had typed: “A thought <b>in</b> the middle”').waitFor()
  await expectAccessible(opened)
  await page.locator('button', { hasText: 'Copy what I typed' }).first().click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('A thought <b>in</b> the middle')
  await page.reload()
  await page.getByText('There is nothing here').waitFor()
  await expectAccessible(opened)
}, 60_000)

test('a task that is deleted while it is read says so, keeps what is typed, and comes back', async ({ person, newPage }) => {
  const { page, opened, member, workspace, tasks, get } = await desk(person, newPage, [/^404/])
  await page.goto(`/w/${workspace.id}/t/${tasks[0]?.id}`)
  await page.getByRole('textbox', { name: 'Write a comment' }).fill('In the middle of a')
  await member.api.ask('DELETE', `/workspaces/${workspace.id}/tasks/${tasks[0]?.id}`)
  await page.getByText('This task was deleted or taken out of your sight.').waitFor()
  await expectAccessible(opened)
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await expect.poll(() => page.getByText('This task was deleted').count()).toBe(0)
  await expect.poll(async () => (await get(0))['title']).toBe('Alpha')
  expect(await page.getByRole('textbox', { name: 'Write a comment' }).inputValue()).toBe('In the middle of a')
}, 60_000)

test('two who change different things both have their way; of the same thing, each is told', async ({ person, newPage }) => {
  const { page, member, workspace, tasks, get } = await desk(person, newPage, [/^412/])
  await page.goto(`/w/${workspace.id}/t/${tasks[0]?.id}`)
  const title = page.getByRole('textbox', { name: 'Title' })
  await title.waitFor()
  // The stream is held back, so that the page doesn't know what the other one did.
  const path = `/workspaces/${workspace.id}/tasks/${tasks[0]?.id}`
  await before(page, 'PATCH', () => member.api.ask('PATCH', path, { priority: 'urgent' }))
  await title.fill('Mine')
  await page.keyboard.press('Enter')
  await expect.poll(async () => [(await get(0))['title'], (await get(0))['priority']]).toEqual(['Mine', 'urgent'])
  await page.unrouteAll({ behavior: 'wait' })
  await before(page, 'PATCH', () => member.api.ask('PATCH', path, { title: 'Theirs' }))
  await title.fill('Mine again')
  await page.keyboard.press('Enter')
  await toast(page, 'The title was changed to “Theirs” in the meantime.').waitFor()
  await page.locator('button', { hasText: 'Use mine' }).first().click()
  await expect.poll(async () => (await get(0))['title']).toBe('Mine again')
}, 60_000)

test.for([
  [409, problem('conflict', 409, { detail: 'This name is taken.' }), 'This name is taken.'],
  [413, problem('too-large', 413, { detail: 'The limit is 1 MiB.' }), 'This is too large. The limit is 1 MiB.'],
  [422, problem('invalid', 422, { errors: [{ field: 'body.title', reason: 'must not be so long' }] }), 'must not be so long'],
  [500, problem('internal', 500, { request_id: 'req_123' }), 'Tell your operator this number: req_123'],
] as const)('a %i is explained, the change is taken back, and Retry is offered where it helps', { timeout: 60_000 }, async ([status, answer, says], { person, newPage }) => {
  const { page, get } = await desk(person, newPage, [new RegExp(`^${status}`)])
  await page.route('**/api/v1/workspaces/*/tasks/*', (route) => (route.request().method() === 'PATCH' ? route.fulfill(answer) : route.continue()))
  await card(page, 'Alpha').focus()
  await page.keyboard.press('e')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Renamed')
  await page.keyboard.press('Enter')
  await toast(page, says).waitFor()
  await toast(page, /You had typed: “Renamed”/).waitFor()
  await card(page, 'Alpha').waitFor()
  await page.unroute('**/api/v1/workspaces/*/tasks/*')
  if (status !== 500) return
  await page.locator('button', { hasText: 'Try again' }).first().click()
  await expect.poll(async () => (await get(0))['title']).toBe('Renamed')
})

test('what is refused again and again is said in one place, with all that was typed', async ({ person, newPage }) => {
  const { page, opened } = await desk(person, newPage, [/^422/])
  await page.route('**/api/v1/workspaces/*/tasks/*', (route) => (route.request().method() === 'PATCH' ? route.fulfill(problem('invalid', 422, { errors: [{ field: 'body.title', reason: 'is refused' }] })) : route.continue()))
  await opened.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  for (const [title, typed] of [['Alpha', 'First'], ['Beta', 'Second']] as const) {
    await card(page, title).focus()
    await page.keyboard.press('e')
    await page.keyboard.press('Control+a')
    await page.keyboard.type(typed)
    await page.keyboard.press('Enter')
    await toast(page, new RegExp(`You had typed: “.*${typed}`, 's')).waitFor()
  }
  await page.locator('button', { hasText: 'Copy what I typed' }).first().click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('First\nSecond')
}, 60_000)

test.for([429, 503])('a %i is waited out, and the change arrives once', { timeout: 60_000 }, async (status, { person, newPage }) => {
  const { page, get } = await desk(person, newPage, [new RegExp(`^${status}`)])
  let refused = 0
  await page.route('**/api/v1/workspaces/*/tasks/*', (route) => {
    if (route.request().method() !== 'PATCH' || refused >= 2) return route.continue()
    refused += 1
    return route.fulfill({ ...problem(status === 429 ? 'too-many-requests' : 'unavailable', status), headers: { 'Retry-After': '1' } })
  })
  await card(page, 'Alpha').focus()
  await page.keyboard.press('e')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Renamed')
  await page.keyboard.press('Enter')
  await card(page, 'Renamed').waitFor()
  await expect.poll(async () => (await get(0))['title'], { timeout: 20_000 }).toBe('Renamed')
  expect(refused).toBe(2)
  expect((await get(0))['version']).toBe(2)
})

test('on a slow line what is known is shown at once, and a second click sends nothing twice', async ({ person, newPage }) => {
  const { page, member, workspace, tasks } = await desk(person, newPage, [])
  await page.goto(`/w/${workspace.id}/t/${tasks[0]?.id}`)
  const field = page.getByRole('textbox', { name: 'Write a comment' })
  await field.fill('Said once')
  let release = () => {}
  const held = new Promise<void>((resolve) => { release = resolve })
  await page.route('**/comments', async (route) => {
    if (route.request().method() === 'POST') await held
    await route.continue()
  })
  const send = page.getByRole('button', { name: 'Send' })
  await send.dblclick()
  await page.getByText('Said once').waitFor()
  release()
  const comments = async () => (await member.api.ask<{ items: unknown[] }>('GET', `/workspaces/${workspace.id}/tasks/${tasks[0]?.id}/comments`)).items.length
  await expect.poll(comments).toBe(1)
  await page.reload()
  await page.getByText('Said once').waitFor()
  expect(await comments()).toBe(1)
}, 60_000)

test('a computer whose clock is wrong is told, and works by the server’s', async ({ person, newPage }) => {
  const member = await person('Member')
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const me = await member.api.ask('GET', '/me')
  await member.api.task(workspace, project, 'Due today', { due: new Date().toLocaleDateString('sv', { timeZone: 'Europe/Berlin' }), assignee_id: me.id })
  const { page } = await newPage({ as: member })
  await page.addInitScript(() => {
    const ahead = 3 * 24 * 3_600_000
    const real = Date.now
    const Real = Date
    // oxlint-disable-next-line no-global-assign, no-native-reassign
    Date = new Proxy(Real, { construct: (target, args) => (args.length === 0 ? new target(real() + ahead) : Reflect.construct(target, args)) }) as DateConstructor
    Date.now = () => real() + ahead
  })
  await page.goto(`/w/${workspace.id}/today`)
  await page.getByText('This computer’s clock is wrong.').waitFor()
  await page.getByRole('button', { name: /^Today/ }).waitFor()
  expect(await page.getByRole('button', { name: /^Overdue/ }).count()).toBe(0)
}, 60_000)
