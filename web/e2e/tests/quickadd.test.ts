import type { Page } from 'playwright-core'
import { expect, expectAccessible, signUp, test, type Person, type Thing } from '../harness'

interface Listed {
  readonly title: string
  readonly due: string | null
  readonly priority: string
  readonly assignee_id: string | null
  readonly labels: readonly string[] | null
  readonly project_id: string
}

const tasksOf = async (who: Person, workspace: Thing) => (await who.api.ask<{ items: Listed[] }>('GET', `/workspaces/${workspace.id}/tasks?sort=created&order=asc`)).items
const field = (page: Page) => page.getByRole('textbox', { name: 'What is to be done' })
const berlin = (at: Date) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(at)

async function desk(person: () => Promise<Person>) {
  const member = await person()
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace, 'Launch plan')
  const label = await member.api.ask('POST', `/workspaces/${workspace.id}/labels`, { name: 'bug', color: 'red' })
  return { member, workspace, project, label, me: (await member.api.ask('GET', '/me')).id }
}

test('a line of text becomes a task with all that it says', async ({ person, newPage }) => {
  const { member, workspace, project, label, me } = await desk(person)
  const opened = await newPage({ as: member })
  const { page } = opened
  await page.goto(`/w/${workspace.id}/today`)
  await page.getByRole('heading', { name: 'Today', level: 1, exact: true }).waitFor()
  await page.keyboard.press('c')
  await field(page).pressSequentially('Call the bank tomorrow 5pm #Launch plan @bug p1 +me')
  const chips = page.getByRole('list', { name: 'Understood' })
  await expect.poll(() => chips.getByRole('listitem').count()).toBe(5)
  await expectAccessible(opened)
  await page.keyboard.press('Enter')
  await page.getByText('“Call the bank” created').first().waitFor()
  await expect.poll(async () => (await tasksOf(member, workspace))[0]).toMatchObject({ title: 'Call the bank', priority: 'urgent', assignee_id: me, labels: [label.id], project_id: project.id })
  const due = new Date((await tasksOf(member, workspace))[0]?.due ?? '')
  expect(berlin(due)).toBe(berlin(new Date(Date.now() + 86_400_000)))
  expect(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(due)).toBe('17:00')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await tasksOf(member, workspace)).length).toBe(0)
})

test('who may not delete takes back what they have made, and a refused text isn’t lost', async ({ person, newPage, server }) => {
  const { member, workspace, project } = await desk(person)
  const colleague = await signUp(server, 'Colleague')
  await member.api.addMember(workspace, colleague)
  const { page } = await newPage({ as: colleague, allow: ['422 POST'] })
  await page.goto(`/w/${workspace.id}/p/${project.id}?view=list`)
  await page.getByText('No tasks here yet').waitFor()
  await page.keyboard.press('c')
  await field(page).pressSequentially('Made by mistake')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await tasksOf(member, workspace)).length).toBe(1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await tasksOf(member, workspace)).length).toBe(0)

  await page.route('**/tasks', (route) => (route.request().method() === 'POST'
    ? route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ type: 'urn:taskflow:problem:invalid', title: 'Invalid', errors: [{ field: 'body.title', reason: 'is refused' }] }) })
    : route.continue()))
  await field(page).waitFor({ state: 'detached' })
  await page.keyboard.press('c')
  await field(page).pressSequentially('A long thought')
  await page.keyboard.press('Enter')
  await page.getByText('is refused').first().waitFor()
  await field(page).waitFor({ state: 'detached' })
  await page.locator('body').press('c')
  expect(await field(page).inputValue()).toBe('A long thought')
})

test('what was understood can be made text again: by Escape, Backspace and the chip', async ({ person, newPage }) => {
  const { member, workspace } = await desk(person)
  const { page } = await newPage({ as: member })
  await page.goto(`/w/${workspace.id}/today`)
  await page.getByRole('heading', { name: 'Today', level: 1, exact: true }).waitFor()
  await page.keyboard.press('c')
  const chips = page.getByRole('list', { name: 'Understood' }).getByRole('listitem')
  await field(page).pressSequentially('Watch tomorrow')
  await page.keyboard.press('Escape')
  await expect.poll(() => chips.count()).toBe(0)
  await field(page).pressSequentially(' p1')
  await page.keyboard.press('Backspace')
  await expect.poll(() => chips.count()).toBe(0)
  expect(await field(page).inputValue()).toBe('Watch tomorrow p1')
  await field(page).pressSequentially(' on friday')
  await page.getByRole('button', { name: 'Keep “on friday” as text' }).click()
  await expect.poll(() => chips.count()).toBe(0)
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await tasksOf(member, workspace))[0]).toMatchObject({ title: 'Watch tomorrow p1 on friday', due: null, priority: 'medium' })
})

test('names are offered while they are typed', async ({ person, newPage }) => {
  const { member, workspace, project } = await desk(person)
  const { page } = await newPage({ as: member })
  await page.goto(`/w/${workspace.id}/today`)
  await page.getByRole('heading', { name: 'Today', level: 1, exact: true }).waitFor()
  await page.keyboard.press('c')
  await field(page).pressSequentially('Fix #lau')
  await page.getByRole('option', { name: 'Launch plan' }).waitFor()
  await page.keyboard.press('Enter')
  expect(await field(page).inputValue()).toBe('Fix #Launch plan ')
  await field(page).pressSequentially('@')
  await page.getByRole('option', { name: 'bug' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('option').count()).toBe(0)
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await tasksOf(member, workspace))[0]).toMatchObject({ title: 'Fix @', project_id: project.id })
})

test('many lines make many tasks in their order, and one undo takes them back', async ({ person, newPage }) => {
  const { member, workspace } = await desk(person)
  const { page } = await newPage({ as: member })
  await page.goto(`/w/${workspace.id}/today`)
  await page.getByRole('heading', { name: 'Today', level: 1, exact: true }).waitFor()
  await page.keyboard.press('c')
  await field(page).fill('- Plan p1\n- Build\n\n- Test\n- Ship')
  await page.getByRole('button', { name: 'Create 4 tasks' }).click()
  await page.getByText('4 tasks created').first().waitFor()
  await expect.poll(async () => (await tasksOf(member, workspace)).map((one) => one.title)).toEqual(['Plan', 'Build', 'Test', 'Ship'])
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await tasksOf(member, workspace)).length).toBe(0)
})

test('a text survives a closed dialog, and what can’t be made is said', async ({ person, newPage }) => {
  const { member, workspace } = await desk(person)
  const { page } = await newPage({ as: member })
  await page.goto(`/w/${workspace.id}/today`)
  await page.getByRole('heading', { name: 'Today', level: 1, exact: true }).waitFor()
  await page.keyboard.press('c')
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')
  await page.keyboard.press('Enter')
  await page.getByText('Write what is to be done.').waitFor()
  await field(page).fill(`every 2nd tue ${'x'.repeat(600)}`)
  await page.keyboard.press('Enter')
  await page.getByText(/at most 500 characters/).waitFor()
  await page.keyboard.press('Escape')
  await field(page).waitFor({ state: 'detached' })
  await page.keyboard.press('c')
  expect(await field(page).inputValue()).toHaveLength(614)
  await field(page).fill('Water plants')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => field(page).inputValue()).toBe('')
  await expect.poll(async () => (await tasksOf(member, workspace))[0]).toMatchObject({ title: 'Water plants' })
})
