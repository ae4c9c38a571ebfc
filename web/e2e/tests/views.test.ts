import { expect, expectAccessible, test } from '../harness'

test('a view is saved, shared, changed, and comes back after it was deleted', async ({ person, newPage }) => {
  const member = await person()
  const other = await person('Other')
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  await member.api.addMember(workspace, other, 'guest')
  await member.api.task(workspace, project, 'Alpha', { priority: 'urgent' })
  await member.api.task(workspace, project, 'Beta')
  const kept = async () => (await member.api.ask<{ items: Array<{ name: string; query: object }> }>('GET', `/workspaces/${workspace.id}/views`)).items
  const address = `/w/${workspace.id}/p/${project.id}`
  const theirs = await newPage({ as: other })
  await theirs.page.goto(address)
  const opened = await newPage({ as: member })
  const { page } = opened
  await page.goto(`${address}?view=list&priority=urgent`)
  await page.getByRole('button', { name: 'Save this view' }).click()
  await page.getByLabel('Name of the view').fill('Fires')
  await page.getByRole('switch').click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(async () => (await kept()).map((one) => [one.name, one.query])).toEqual([['Fires', { priority: 'urgent' }]])
  const chip = page.getByRole('navigation', { name: 'Saved views' }).getByRole('link', { name: 'Fires' })
  await chip.waitFor()
  await expectAccessible(opened)

  // It is there for somebody else at once, who may use it and nothing else.
  await theirs.page.getByRole('link', { name: 'Fires' }).click()
  await theirs.page.getByRole('link', { name: 'Alpha', exact: true }).waitFor()
  expect(await theirs.page.getByRole('link', { name: 'Beta', exact: true }).count()).toBe(0)
  expect(await theirs.page.getByRole('button', { name: /View Fires|Save/ }).count()).toBe(0)

  await page.getByRole('button', { name: /Remove the filter/ }).click()
  await page.getByRole('button', { name: 'Save the changes' }).click()
  await expect.poll(async () => (await kept())[0]?.query).toEqual({})
  await page.getByRole('button', { name: 'View Fires: more' }).click()
  await page.getByRole('menuitem', { name: 'Delete the view' }).click()
  await expect.poll(async () => (await kept()).length).toBe(0)
  await expect.poll(() => theirs.page.getByRole('link', { name: 'Fires' }).count()).toBe(0)
  await page.keyboard.press('Control+z')
  await chip.waitFor()
  await expect.poll(async () => (await kept()).map((one) => one.name)).toEqual(['Fires'])
})
