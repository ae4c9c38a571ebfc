import { expect, expectAccessible, test } from '../harness'

const zone = 'Europe/Berlin'
const day = (ahead: number) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(Date.now() + ahead * 86_400_000))

test('a day’s work: what is late, what is due, what comes, all mine', async ({ person, newPage }) => {
  const member = await person()
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const me = (await member.api.ask('GET', '/me')).id
  const task = (title: string, due: string | null, assignee_id: string | null = me) => member.api.task(workspace, project, title, { due, assignee_id })
  const late = await task('Late', day(-3))
  const now = await task('Now', day(0))
  await task('Next', day(1))
  await task('Far', day(40))
  await task('Some day', null)
  await task('Unassigned', day(0), null)
  const get = (id: string) => member.api.ask('GET', `/workspaces/${workspace.id}/tasks/${id}`)
  const opened = await newPage({ as: member, context: { timezoneId: zone } })
  const { page } = opened
  const lines = page.locator('[data-line]')
  await page.goto(`/w/${workspace.id}/today`)
  await expect.poll(() => lines.allInnerTexts()).toEqual(['Late', 'Now'])
  expect(await page.getByRole('button', { name: /^(Overdue|Today)/ }).allInnerTexts()).toEqual(['Overdue\n1', 'Today\n1'])
  await expectAccessible(opened)

  await lines.first().focus()
  await page.keyboard.press('d')
  await page.getByRole('combobox', { name: 'Due date' }).pressSequentially('tomorrow')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await get(late.id)).due).toBe(day(1))
  await expect.poll(() => lines.allInnerTexts()).toEqual(['Now'])
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Now')
  await page.keyboard.press('Control+Enter')
  await expect.poll(async () => (await get(now.id)).completed_at).not.toBeNull()

  await page.getByRole('button', { name: 'Everyone’s' }).click()
  await page.getByRole('link', { name: 'Unassigned' }).waitFor()
  expect(page.url()).toContain('who=all')

  await page.goto(`/w/${workspace.id}/upcoming`)
  await expect.poll(() => lines.allInnerTexts()).toEqual(['Late', 'Next', 'Far'])
  await page.goto(`/w/${workspace.id}/my`)
  await expect.poll(() => lines.allInnerTexts()).toEqual(['Late', 'Next', 'Far', 'Some day'])
})

test('the day is that of the reader’s zone', async ({ person, newPage }) => {
  const member = await person()
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const far = 'Pacific/Kiritimati'
  const there = new Intl.DateTimeFormat('en-CA', { timeZone: far }).format(new Date())
  await member.api.task(workspace, project, 'There', { due: there, assignee_id: (await member.api.ask('GET', '/me')).id })
  const { page } = await newPage({ as: member, context: { timezoneId: far } })
  await page.goto(`/w/${workspace.id}/today`)
  await page.getByRole('link', { name: 'There' }).waitFor()
  expect(await page.getByRole('button', { name: /^Today/ }).count()).toBe(1)
})

test('an empty day says what belongs there', async ({ person, newPage }) => {
  const member = await person()
  const workspace = await member.api.workspace()
  const { page } = await newPage({ as: member })
  for (const [path, text] of [['today', 'Nothing is due today'], ['upcoming', 'Nothing is planned'], ['my', 'Nothing is assigned to you']]) {
    await page.goto(`/w/${workspace.id}/${path}`)
    await page.getByText(text ?? '').waitFor()
  }
})
