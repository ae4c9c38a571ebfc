import type { Page } from 'playwright-core'

import { expect, expectAccessible, type Person, test, type Thing } from '../harness'

interface Listed { readonly id: string; readonly title: string; readonly due: string | null; readonly completed_at: string | null; readonly repeat: { rule: string; zone: string } | null }

const tasksOf = async (who: Person, workspace: Thing) => (await who.api.ask<{ items: Listed[] }>('GET', `/workspaces/${workspace.id}/tasks?sort=created&order=asc`)).items
const cards = (page: Page) => page.locator('[data-card]').filter({ hasText: 'Water plants' })

test('what repeats is written as one says it, and done comes again; undone it is one', async ({ person, newPage }) => {
  const member = await person('Member')
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace, 'Garden')
  const [opened, other] = [await newPage({ as: member }), await newPage({ as: member })]
  const { page } = opened
  for (const one of [page, other.page]) {
    await one.goto(`/w/${workspace.id}/p/${project.id}`)
    await one.getByRole('heading', { name: 'Garden', level: 1 }).waitFor()
  }
  await page.keyboard.press('c')
  await page.getByRole('textbox', { name: 'What is to be done' }).pressSequentially('Water plants every 2nd tue p2')
  await page.getByRole('list', { name: 'Understood' }).getByText('Every month on the second Tuesday · from').waitFor()
  await expectAccessible(opened)
  await page.keyboard.press('Enter')
  await cards(page).first().waitFor()
  await expect.poll(async () => (await tasksOf(member, workspace))[0]).toMatchObject({ title: 'Water plants', priority: 'high', repeat: { rule: 'FREQ=MONTHLY;BYDAY=2TU' } })
  const [first] = await tasksOf(member, workspace)
  const due = new Date(first?.due ?? '')
  expect([due.getUTCDay(), Math.ceil(due.getUTCDate() / 7)]).toEqual([2, 2])
  await cards(other.page).first().getByRole('img', { name: 'repeats' }).waitFor()

  await cards(page).first().focus()
  await page.keyboard.press('Control+Enter')
  await page.getByText('“Water plants” is done, and comes again').first().waitFor()
  for (const one of [page, other.page]) await expect.poll(() => cards(one).count()).toBe(2)
  await expect.poll(() => other.page.locator('[data-card]').getByRole('img', { name: 'repeats' }).count()).toBe(1)
  const next = (await tasksOf(member, workspace)).find((one) => one.completed_at === null)
  expect(next?.due && next.due > (first?.due ?? '')).toBe(true)

  await page.goto(`/w/${workspace.id}/t/${first?.id ?? ''}`)
  await page.getByText(/The next one is due/).waitFor()
  await expectAccessible(opened)
  await page.getByRole('link', { name: 'Open the next one' }).click()
  await page.getByRole('button', { name: /Repeats Every month on the second Tuesday/ }).waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'Open again' }).click()
  await page.getByRole('button', { name: /Repeats Every month on the second Tuesday/ }).waitFor()
  await expect.poll(() => cards(other.page).count()).toBe(1)
  await page.getByText(/The next one is due/).waitFor({ state: 'detached' })
}, 60_000)

test('a repetition is chosen by its key or typed, goes with the date, and comes back with it', async ({ person, newPage }) => {
  const member = await person('Member')
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const task = await member.api.task(workspace, project, 'Report', { due: '2027-01-29' })
  const repeat = async () => (await member.api.ask<Listed>('GET', `/workspaces/${workspace.id}/tasks/${task.id}`)).repeat?.rule ?? ''
  const opened = await newPage({ as: member })
  const { page } = opened
  await page.goto(`/w/${workspace.id}/t/${task.id}`)
  await page.getByRole('button', { name: 'Repeats Doesn’t repeat' }).waitFor()
  await page.getByRole('heading', { name: 'Checklist' }).click()
  await page.keyboard.press('r')
  await page.getByRole('option', { name: 'Every month on the last Friday' }).waitFor()
  await expectAccessible(opened)
  await page.getByRole('combobox').fill('year')
  await page.keyboard.press('Enter')
  await expect.poll(repeat).toBe('FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=29')
  await page.keyboard.press('r')
  await page.getByRole('combobox').fill('3 days')
  await page.getByRole('option', { name: 'Every 3 days' }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(repeat).toBe('FREQ=DAILY;INTERVAL=3')
  await page.getByRole('button', { name: 'Repeats Every 3 days' }).waitFor()

  await page.keyboard.press('d')
  await page.getByRole('combobox').fill('no date')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Repeats Doesn’t repeat' }).waitFor()
  await expect.poll(repeat).toBe('')
  await page.keyboard.press('Control+z')
  await page.getByRole('button', { name: 'Repeats Every 3 days' }).waitFor()
  await expect.poll(repeat).toBe('FREQ=DAILY;INTERVAL=3')
  await page.getByRole('tab', { name: 'Activity' }).click()
  await page.getByText(/repetition: Doesn’t repeat → Every year on January 29/).waitFor()
  await page.keyboard.press('r')
  await page.getByRole('option', { name: 'Doesn’t repeat' }).click()
  await expect.poll(repeat).toBe('')
  await page.getByRole('heading', { name: 'Checklist' }).click()
  await page.keyboard.press('d')
  await page.getByRole('combobox').fill('no date')
  await page.keyboard.press('Enter')
  await page.keyboard.press('r')
  await page.getByRole('combobox').fill('every 2 weeks on mon and thu')
  await page.getByRole('option', { name: 'Every 2 weeks on Mon and Thu' }).click()
  await expect.poll(repeat).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH')
  expect((await member.api.ask<Listed>('GET', `/workspaces/${workspace.id}/tasks/${task.id}`)).due).not.toBeNull()
}, 60_000)
