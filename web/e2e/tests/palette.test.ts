import { expect, expectAccessible, test } from '../harness'

test('commands, projects and tasks are one key and a few letters away', async ({ person, newPage }) => {
  const member = await person()
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace, 'Launch plan')
  const task = await member.api.task(workspace, project, 'Order flowers for the launch')
  const opened = await newPage({ as: member })
  const { page } = opened
  await page.goto(`/w/${workspace.id}/today`)
  await page.getByRole('heading', { name: 'Today', level: 1, exact: true }).waitFor()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Search or run a command' })
  await field.waitFor()
  await expectAccessible(opened)
  await field.pressSequentially('flow')
  const found = page.getByRole('option', { name: /Order flowers/ })
  await found.waitFor()
  await expect.poll(() => found.getAttribute('aria-selected')).toBe('true')
  expect(await field.getAttribute('aria-activedescendant')).toBe(await found.getAttribute('id'))
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/t/${task.id}`)

  await page.keyboard.press('Control+k')
  await field.pressSequentially('launch p')
  await page.getByRole('option', { name: 'Launch plan', exact: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/p/${project.id}*`)

  await page.keyboard.press('Control+k')
  await field.pressSequentially('create a t')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'What is to be done' }).waitFor()
})

test('it goes around at the ends, says when nothing fits, and gives the focus back', async ({ person, newPage }) => {
  const member = await person()
  const workspace = await member.api.workspace()
  await member.api.project(workspace)
  const { page } = await newPage({ as: member })
  await page.goto(`/w/${workspace.id}/search`)
  const search = page.getByRole('searchbox', { name: 'Search tasks' })
  await search.focus()
  await page.keyboard.press('Control+k')
  const options = page.getByRole('option')
  await options.first().waitFor()
  await page.keyboard.press('ArrowUp')
  expect(await options.last().getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('ArrowDown')
  expect(await options.first().getAttribute('aria-selected')).toBe('true')
  await page.keyboard.type('zzzzzz')
  await page.getByText('Nothing fits “zzzzzz”.').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => search.evaluate((one) => one === document.activeElement)).toBe(true)
})

test('it is painted at once', async ({ person, newPage }) => {
  const member = await person()
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  for (let i = 0; i < 30; i += 1) await member.api.task(workspace, project, `Task ${i}`)
  const { page } = await newPage({ as: member })
  await page.goto(`/w/${workspace.id}/p/${project.id}?view=list`)
  await page.locator('[data-line]').first().waitFor()
  const times: number[] = []
  for (let run = 0; run < 5; run += 1) {
    await page.evaluate(() => {
      const state = window as unknown as { painted: number }
      state.painted = 0
      addEventListener('keydown', ({ timeStamp }) => {
        const look = () => {
          if (document.querySelector('[role=combobox][aria-activedescendant]') === null) return requestAnimationFrame(look)
          // What is there in one frame is painted by the next.
          return requestAnimationFrame((at) => (state.painted = at - timeStamp))
        }
        requestAnimationFrame(look)
      }, { once: true, capture: true })
    })
    await page.keyboard.press('Control+k')
    times.push(await page.waitForFunction(() => (window as unknown as { painted: number }).painted).then((one) => one.jsonValue()))
    await page.keyboard.press('Escape')
    await page.getByRole('combobox').waitFor({ state: 'detached' })
  }
  const median = times.sort((a, b) => a - b)[2] ?? Number.NaN
  // A machine that runs other tests at once is given twice the time.
  expect(median, `milliseconds from key to paint: ${times.join(', ')}`).toBeLessThan(100)
})

test('what can be done to the line that was left is done from here as well', async ({ person, newPage }) => {
  const member = await person()
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const task = await member.api.task(workspace, project, 'Order flowers')
  const { page } = await newPage({ as: member })
  await page.goto(`/w/${workspace.id}/p/${project.id}?view=list`)
  await page.getByRole('link', { name: 'Order flowers' }).focus()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or run a command' }).pressSequentially('prior')
  await page.getByRole('option', { name: /^Priority/ }).waitFor()
  await page.keyboard.press('Enter')
  const choices = page.getByRole('combobox', { name: 'Priority' })
  await choices.pressSequentially('urg')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await member.api.ask('GET', `/workspaces/${workspace.id}/tasks/${task.id}`)).priority).toBe('urgent')
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Order flowers')
})

test('the sheet of keys shows what the page can do', async ({ person, newPage }) => {
  const member = await person()
  const workspace = await member.api.workspace()
  const opened = await newPage({ as: member })
  const { page } = opened
  await page.goto(`/w/${workspace.id}/today`)
  await page.getByRole('heading', { name: 'Today', level: 1, exact: true }).waitFor()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await sheet.waitFor()
  for (const text of ['Create a task', 'Search or run a command']) expect(await sheet.getByText(text).count()).toBe(1)
  await expectAccessible(opened)
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
})
