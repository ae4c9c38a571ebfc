import { expect, expectAccessible, test } from '../harness'

const hostile = '<img src=x onerror=alert(1)> [link](javascript:alert(1)) ![i](https://elsewhere.example/p.png) **bold** <script>alert(1)</script>'

test('a task is read and written on a page of its own', async ({ person, newPage }) => {
  const member = await person('Member')
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const task = await member.api.task(workspace, project, 'Write the announcement')
  const path = `/workspaces/${workspace.id}/tasks/${task.id}`
  const opened = await newPage({ as: member })
  const { page } = opened
  await page.goto(`/w/${workspace.id}/t/${task.id}`)
  await page.getByRole('textbox', { name: 'Title' }).fill('Write the <b>announcement</b>')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add a description…' }).click()
  await page.getByRole('textbox', { name: 'Description' }).fill(hostile)
  await page.keyboard.press('Control+Enter')
  await page.locator('strong', { hasText: 'bold' }).waitFor()
  expect(await page.locator('article').innerText()).toContain('<img src=x onerror=alert(1)>')
  expect(await page.locator('article img, article script, article a[href^=javascript]').count()).toBe(0)
  await expect.poll(async () => member.api.ask('GET', path)).toMatchObject({ title: 'Write the <b>announcement</b>', description: hostile })

  await page.getByRole('textbox', { name: 'Add a step' }).fill('First step')
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: 'First step' }).click()
  await page.getByRole('textbox', { name: 'Write a comment' }).fill('Looks *good*')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('em', { hasText: 'good' }).waitFor()
  await expectAccessible(opened)
  await page.reload()
  await page.locator('em', { hasText: 'good' }).waitFor()
  expect(await page.getByRole('checkbox', { name: 'First step' }).getAttribute('aria-checked')).toBe('true')

  await page.getByRole('heading', { name: 'Checklist' }).click()
  await page.keyboard.press('p')
  await page.getByRole('combobox').fill('urg')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await member.api.ask('GET', path)).priority).toBe('urgent')
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.locator('em', { hasText: 'good' }).waitFor({ state: 'detached' })
  await page.keyboard.press('Control+z')
  await page.locator('em', { hasText: 'good' }).waitFor()
}, 60_000)

test('who may only read is offered nothing else, and what is gone is said calmly', async ({ person, newPage }) => {
  const member = await person('Member')
  const guest = await person('Guest')
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const task = await member.api.task(workspace, project, 'Seen by guests')
  await member.api.addMember(workspace, guest, 'guest')
  const { page } = await newPage({ as: guest, allow: [/^404 GET/] })
  await page.goto(`/w/${workspace.id}/t/${task.id}`)
  await page.getByRole('heading', { name: 'Seen by guests' }).waitFor()
  expect(await page.getByRole('main').getByRole('textbox').count()).toBe(0)
  await page.goto(`/w/${workspace.id}/t/tsk_01m85y8kvrekhb1aa7revdyger`)
  await page.getByText('This task isn’t there').waitFor()
}, 60_000)
