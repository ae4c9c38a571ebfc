import { expect, expectAccessible, test } from '../harness'

test('what was deleted is seen by others, comes back, and goes for good', async ({ person, newPage }) => {
  const [owner, member] = [await person('Owner'), await person('Member')]
  const workspace = await owner.api.workspace()
  await owner.api.addMember(workspace, member)
  const project = await owner.api.project(workspace)
  const tasks = []
  for (const title of ['Alpha', 'Beta <b>&', 'Gamma']) tasks.push(await owner.api.task(workspace, project, title))
  const opened = await newPage({ as: owner })
  const { page } = opened
  await page.goto(`/w/${workspace.id}/trash`)
  await page.getByText('The trash is empty').waitFor()
  await expectAccessible(opened)
  const other = await newPage({ as: member })
  await other.page.goto(`/w/${workspace.id}/trash`)
  await other.page.getByText('The trash is empty').waitFor()
  for (const task of tasks) await owner.api.ask('DELETE', `/workspaces/${workspace.id}/tasks/${task.id}`)
  for (const one of [page, other.page]) await expect.poll(() => one.getByRole('main').locator('li').count()).toBe(3)
  await expectAccessible(opened)
  expect(await other.page.getByRole('button', { name: 'Delete for good' }).count()).toBe(0)

  await page.getByRole('button', { name: 'Bring back “Beta <b>&”' }).click()
  await page.getByText('1 task is back').first().waitFor()
  for (const one of [page, other.page]) await expect.poll(() => one.getByRole('main').locator('li').count()).toBe(2)
  await page.getByRole('button', { name: 'Undo' }).first().click()
  for (const one of [page, other.page]) await expect.poll(() => one.getByRole('main').locator('li').count()).toBe(3)

  await page.getByRole('checkbox', { name: 'Choose “Alpha”' }).click()
  await page.getByRole('button', { name: 'Delete for good' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for good' }).click()
  for (const one of [page, other.page]) await expect.poll(() => one.getByRole('main').locator('li').count()).toBe(2)
  await page.getByRole('checkbox', { name: 'Choose all 2 tasks' }).click()
  await page.getByRole('button', { name: 'Bring back 2 tasks' }).click()
  for (const one of [page, other.page]) await one.getByText('The trash is empty').waitFor()
  const { items } = await owner.api.ask<{ items: Array<{ title: string }> }>('GET', `/workspaces/${workspace.id}/tasks`)
  expect(items.map((one) => one.title).sort()).toEqual(['Beta <b>&', 'Gamma'])
}, 60_000)
