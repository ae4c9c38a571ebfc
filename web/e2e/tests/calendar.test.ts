import type { Page } from 'playwright-core'

import { expect, expectAccessible, type Person, test } from '../harness'

async function desk(person: (name?: string) => Promise<Person>) {
  const member = await person()
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const task = (title: string, due: string | null, rest: object = {}) => member.api.task(workspace, project, title, { due, ...rest })
  const get = (id: string) => member.api.ask('GET', `/workspaces/${workspace.id}/tasks/${id}`)
  return { member, workspace, project, task, get, address: `/w/${workspace.id}/p/${project.id}?view=calendar&date=2027-03-10` }
}

const cell = (page: Page, day: string) => page.getByRole('gridcell').filter({ has: page.locator(`[data-day="${day}"]`) })
const on = (page: Page, day: string, title: string) => cell(page, day).getByRole('link', { name: title })

test('a month shows what is due, on the day of the reader, from where his week begins', async ({ person, newPage }) => {
  const { member, task, address } = await desk(person)
  await task('All day', '2027-03-10')
  await task('Late in the evening', '2027-03-10T23:30:00Z')
  await task('Some day', null)
  for (let n = 0; n < 6; n += 1) await task(`Many ${n}`, '2027-03-17')
  const opened = await newPage({ as: member })
  const { page } = opened
  await page.goto(address)
  await on(page, '2027-03-10', 'All day').waitFor()
  await on(page, '2027-03-11', 'Late in the evening').waitFor()
  expect(await page.getByRole('columnheader').first().innerText()).toBe('Mon')
  await page.getByRole('complementary', { name: /No due date/ }).getByRole('link', { name: 'Some day' }).waitFor()
  await expectAccessible(opened)
  await cell(page, '2027-03-17').getByRole('button', { name: /3 more/ }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Many 5' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Week', exact: true }).click()
  await expect.poll(() => page.getByRole('gridcell').count()).toBe(7)
  await page.keyboard.press('PageDown')
  await on(page, '2027-03-17', 'Many 5').waitFor()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(opened)
})

test('keys and drags give a task another day, and one undo takes it back', async ({ person, newPage }) => {
  const { member, task, get, address } = await desk(person)
  const moved = await task('Carried', '2027-03-26T09:00:00Z')
  const dragged = await task('Dragged', null)
  const { page } = await newPage({ as: member })
  await page.goto(address)
  await on(page, '2027-03-26', 'Carried').focus()
  await page.keyboard.press('Alt+ArrowDown')
  await on(page, '2027-04-02', 'Carried').waitFor()
  // The clocks have changed meanwhile: ten o'clock stays ten o'clock.
  await expect.poll(async () => (await get(moved.id)).due).toBe('2027-04-02T08:00:00Z')
  await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset['task'])).toBe(moved.id)
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await get(moved.id)).due).toBe('2027-03-26T09:00:00Z')
  await page.getByRole('link', { name: 'Dragged' }).dragTo(cell(page, '2027-03-12'))
  await expect.poll(async () => (await get(dragged.id)).due).toBe('2027-03-12')
  await on(page, '2027-03-12', 'Dragged').waitFor()
})

test('a day makes tasks of its own, and those of others appear', async ({ person, newPage }) => {
  const { member, task, address } = await desk(person)
  const { page } = await newPage({ as: member })
  await page.goto(address)
  await page.locator('[data-day="2027-03-10"]').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('textbox').waitFor()
  await page.keyboard.press('End')
  await page.keyboard.type('Call the bank')
  await page.keyboard.press('Enter')
  await on(page, '2027-03-11', 'Call the bank').waitFor()
  await task('From elsewhere', '2027-03-20')
  await on(page, '2027-03-20', 'From elsewhere').waitFor()
})

test('a phone shows an agenda, and a guest is offered no change', async ({ person, newPage }) => {
  const { member, workspace, task, address } = await desk(person)
  await task('All day', '2027-03-10')
  const guest = await person('Guest')
  await member.api.addMember(workspace, guest, 'guest')
  const phone = await newPage({ as: member, context: { viewport: { width: 390, height: 800 } } })
  await phone.page.goto(address)
  await phone.page.getByRole('heading', { name: 'Wednesday 10 March' }).or(phone.page.getByRole('heading', { name: /10/ })).first().waitFor()
  await phone.page.getByRole('link', { name: 'All day' }).waitFor()
  expect(await phone.page.getByRole('grid').count()).toBe(0)
  await expectAccessible(phone)
  const { page } = await newPage({ as: guest })
  await page.goto(address)
  await on(page, '2027-03-10', 'All day').focus()
  await page.keyboard.press('Alt+ArrowRight')
  await page.locator('[data-day="2027-03-10"]').press('Enter')
  expect([await on(page, '2027-03-10', 'All day').count(), await page.getByRole('textbox').count()]).toEqual([1, 0])
})
