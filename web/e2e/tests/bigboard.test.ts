import type { Page } from 'playwright-core'

import { expect, expectAccessible, type Person, test } from '../harness'
import { importBoard } from '../harness/boards'

/** 250 lists: 265 cards in the first, 15 in each of the others. */
async function desk(person: (name?: string) => Promise<Person>) {
  const member = await person('Member')
  const workspace = await member.api.workspace()
  const project = await importBoard(member, workspace, { lists: 250, cards: 4000, first: 265 })
  return { member, workspace, project, address: `/w/${workspace.id}/p/${project}` }
}

const column = (page: Page, name: string) => page.locator('section[aria-labelledby^=column-]', { has: page.getByRole('heading', { name, exact: true }) })
const card = (page: Page, title: string) => page.locator('[data-card]', { has: page.getByText(title, { exact: true }) })

/** The card that has the focus: its title, its list, its place there, and whether it can be seen. */
const focused = (page: Page) => page.evaluate(() => {
  const now = document.activeElement
  const item = now?.closest('li')
  const at = now?.getBoundingClientRect()
  const seen = at === undefined ? null : document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2)
  return { title: now?.querySelector('bdi')?.textContent.split(' with')[0], list: now?.closest('section[aria-labelledby]')?.querySelector('h2')?.textContent, at: Number(item?.ariaPosInSet), of: Number(item?.ariaSetSize), seen: seen !== null && now?.contains(seen) }
})

test('4,000 cards in 250 lists are walked, moved and filtered by keys', async ({ person, newPage }) => {
  const { member, address } = await desk(person)
  const opened = await newPage({ as: member })
  const { page } = opened
  await page.goto(address)
  await card(page, 'Card 0').focus()
  expect(await focused(page)).toEqual({ title: 'Card 0', list: 'List 0', at: 1, of: 265, seen: true })
  expect(await page.locator('[data-card]').count()).toBeLessThan(300)
  await expectAccessible(opened)

  await page.keyboard.press('End')
  await expect.poll(() => focused(page)).toEqual({ title: 'Card 264', list: 'List 0', at: 265, of: 265, seen: true })
  await page.keyboard.press('Home')
  await expect.poll(() => focused(page)).toMatchObject({ title: 'Card 0', seen: true })
  for (let n = 0; n < 30; n++) await page.keyboard.press('ArrowRight')
  await expect.poll(() => focused(page)).toEqual({ title: 'Card 700', list: 'List 30', at: 1, of: 15, seen: true })
  await page.keyboard.press('Control+End')
  await expect.poll(() => focused(page)).toEqual({ title: 'Card 3985', list: 'List 249', at: 1, of: 15, seen: true })
  expect(await page.locator('[data-card]').count()).toBeLessThan(300)

  await page.keyboard.press('j')
  for (let n = 0; n < 12; n++) await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(() => focused(page)).toEqual({ title: 'Card 3986', list: 'List 237', at: 2, of: 16, seen: true })
  await page.getByRole('status').filter({ hasText: 'is now in List 237' }).waitFor({ state: 'attached' })
  await page.keyboard.press('Control+Home')
  await expect.poll(() => focused(page)).toMatchObject({ title: 'Card 0', list: 'List 0', seen: true })

  await page.keyboard.press('/')
  await page.keyboard.type('card 3986')
  await expect.poll(() => page.locator('[data-card]').count()).toBe(1)
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toMatchObject({ title: 'Card 3986', list: 'List 237', seen: true })
  await page.keyboard.press('/')
  await page.keyboard.press('Escape')
  await expect.poll(() => page.locator('[data-card]').count()).toBeGreaterThan(20)
}, 120_000)

test('a card is dragged to a column that was not there when the drag began', async ({ person, newPage }) => {
  const { member, address } = await desk(person)
  const { page } = await newPage({ as: member })
  await page.goto(address)
  const from = await card(page, 'Card 0').boundingBox()
  const board = page.locator('[role=presentation]', { has: page.locator('[data-lane]') })
  const room = await board.boundingBox()
  if (from === null || room === null) throw new Error('nothing to drag')
  await page.mouse.move(from.x + 40, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(from.x + 80, from.y + 30, { steps: 4 })
  await page.mouse.move(room.x + room.width - 6, room.y + 200, { steps: 10 })
  // A driven browser tells a page of a drag only while the pointer moves.
  await expect.poll(async () => {
    await page.mouse.move(room.x + room.width - 6, room.y + 200 + (Date.now() % 7))
    return board.evaluate((element) => element.scrollLeft)
  }, { timeout: 15_000 }).toBeGreaterThan(5000)
  for (let n = 0; n < 6; n++) await page.mouse.move(room.x + room.width / 2 + n, room.y + 200)
  await page.waitForTimeout(300) // until the board has come to rest
  const goal = await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.closest('section')?.querySelector('h2')?.textContent ?? '', { x: room.x + room.width / 2, y: room.y + 200 })
  await page.mouse.up()
  expect(goal).toMatch(/^List \d\d/)
  await column(page, goal).getByText('Card 0', { exact: true }).waitFor()
  await expect.poll(async () => (await column(page, goal).locator('li').first().getAttribute('aria-setsize'))).toBe('16')
}, 120_000)

test('the card of an address is shown wherever it is, and others’ changes above don’t move what is read', async ({ person, newPage }) => {
  const { member, workspace, project, address } = await desk(person)
  const { page } = await newPage({ as: member })
  const found = (await member.api.ask<{ items: Array<{ id: string }> }>('GET', `/workspaces/${workspace.id}/tasks?project=${project}&text=${encodeURIComponent('Card 3000')}`)).items[0]
  await page.goto(`${address}?task=${found?.id}`)
  await card(page, 'Card 3000').waitFor()
  await expect.poll(() => page.locator(`[data-card="${found?.id}"]`).evaluate((one) => one.getBoundingClientRect().right <= innerWidth && one.getBoundingClientRect().left >= 0)).toBe(true)

  await page.goto(address)
  await card(page, 'Card 0').focus()
  await page.keyboard.press('End')
  await expect.poll(() => focused(page)).toMatchObject({ title: 'Card 264', seen: true })
  await page.waitForTimeout(300) // until scrolling has come to its end
  const before = (await card(page, 'Card 260').boundingBox())?.y
  const [first] = await member.api.columns(workspace, { id: project })
  await member.api.task(workspace, { id: project }, 'From elsewhere', { column_id: first?.id, position: 'top' })
  await expect.poll(() => focused(page)).toMatchObject({ title: 'Card 264', at: 266, of: 266 })
  const after = (await card(page, 'Card 260').boundingBox())?.y
  expect(Math.abs((after ?? 0) - (before ?? 0))).toBeLessThan(3)
}, 120_000)
