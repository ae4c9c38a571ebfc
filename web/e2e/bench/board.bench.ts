import type { Browser, Page } from 'playwright-core'

import { openPage, type Person, type Server, test, type Thing } from '../harness'
import { importBoard } from '../harness/boards'
import { gate, median, quantile } from '../harness/gates'
import { notesOf, reset, slowedBy, stopwatch } from '../harness/stopwatch'

const screen = { viewport: { width: 1440, height: 900 } }

interface Opening { browser: Browser; server: Server; as: Person; address: string; slower?: number }

async function openBoard({ browser, server, as, address, slower }: Opening): Promise<Page> {
  const { page, context } = await openPage(browser, server, { as, allow: [/./], context: screen })
  await stopwatch(context)
  if (slower !== undefined) await slowedBy(page, slower)
  await page.goto(address)
  await page.waitForFunction(() => window.notes.ready > 0)
  return page
}

/** How long a board takes in a browser that has nothing yet, and once it has been here. */
async function ready(opening: Opening): Promise<{ first: number; again: number }> {
  const page = await openBoard(opening)
  const first = (await notesOf(page)).ready
  await page.waitForTimeout(500)
  await page.reload()
  await page.waitForFunction(() => window.notes.ready > 0)
  const again = (await notesOf(page)).ready
  await page.context().close()
  return { first, again }
}

async function medians(runs: number, opening: Opening): Promise<{ first: number; again: number }> {
  const all: Array<{ first: number; again: number }> = []
  for (let n = 0; n < runs; n += 1) all.push(await ready(opening))
  return { first: quantile(all.map((one) => one.first), 0.5), again: quantile(all.map((one) => one.again), 0.5) }
}

/** How long it takes from a key to what it changes: steps from card to card, and cards that are moved. */
async function keys(page: Page): Promise<number[]> {
  await page.locator('[data-card]').first().focus()
  await reset(page)
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Alt+ArrowDown', 'Alt+ArrowRight', 'ArrowUp', 'x', 'Alt+ArrowLeft', 'x', 'ArrowLeft']) {
    for (let n = 0; n < 3; n += 1) {
      await page.keyboard.press(key)
      await page.waitForTimeout(60)
    }
  }
  return (await notesOf(page)).keys
}

/** Drags the first card over the board for two seconds and drops it into the third column. */
async function drag(page: Page): Promise<void> {
  const from = await page.locator('[data-card]').first().boundingBox()
  const goal = await page.locator('[data-column]').nth(2).boundingBox()
  if (from === null || goal === null) throw new Error('there is nothing to drag')
  await page.mouse.move(from.x + 40, from.y + 12)
  await page.mouse.down()
  await page.mouse.move(from.x + 60, from.y + 24, { steps: 4 })
  await page.waitForTimeout(300)
  await reset(page)
  const [x, y] = [goal.x + goal.width / 2, goal.y + goal.height / 2]
  for (let n = 0; n < 120; n += 1) await page.mouse.move(x - (120 - n) * 4, y + Math.sin(n / 8) * 150)
}

let workspace: Thing
let member: Person
const address: Record<'small' | 'large', string> = { small: '', large: '' }

test('boards to measure', async ({ person }) => {
  member = await person()
  workspace = await member.api.workspace()
  address.small = `/w/${workspace.id}/p/${await importBoard(member, workspace, { lists: 3, cards: 600 })}`
  address.large = `/w/${workspace.id}/p/${await importBoard(member, workspace, { lists: 250, cards: 5000 })}`
})

test('a board is ready', async ({ browser, server }) => {
  const at = (board: 'small' | 'large', slower?: number) => ({ browser, server, as: member, address: address[board], ...(slower === undefined ? {} : { slower }) })
  await ready(at('small')) // the first page of a browser waits for the browser
  const small = await medians(5, at('small'))
  gate('600 cards ready', 500, 'ms', small.again)
  gate('600 cards ready, first visit', 500, 'ms', small.first)
  const slow = await medians(3, at('small', 4))
  gate('600 cards ready, CPU ×4', 1400, 'ms', slow.again)
  gate('600 cards ready, first visit, CPU ×4', 1400, 'ms', slow.first)
  const large = await medians(5, at('large'))
  gate('5,000 cards ready, to 600', 1.2, 'times', large.again / small.again)
  gate('5,000 cards ready, to 600, first visit', 1.2, 'times', large.first / small.first)
})

test('a key is heard', async ({ browser, server }) => {
  for (const board of ['small', 'large'] as const) {
    const page = await openBoard({ browser, server, as: member, address: address[board] })
    const name = board === 'small' ? '600 cards' : '5,000 cards'
    gate(`key to paint, ${name}, median`, 50, 'ms', quantile(await keys(page), 0.5))
    await slowedBy(page, 4)
    gate(`key to paint, ${name}, CPU ×4, median`, 100, 'ms', quantile(await keys(page), 0.5))
    await page.context().close()
  }
})

test('a card is dragged', async ({ browser, server }) => {
  for (const board of ['small', 'large'] as const) {
    const name = board === 'small' ? '600 cards' : '5,000 cards'
    const page = await openBoard({ browser, server, as: member, address: address[board] })
    await drag(page)
    const { longTasks, frames } = await notesOf(page)
    gate(`drag, ${name}, long tasks`, 0, 'tasks', longTasks.length)
    gate(`drag, ${name}, time between frames, 95th percentile`, 17, 'ms', quantile(frames, 0.95))
    await page.mouse.up()
    await page.waitForFunction(() => window.notes.drops.length > 0)
    const drops = [(await notesOf(page)).drops[0] ?? Number.NaN]
    for (let n = 0; n < 4; n += 1) {
      await page.locator('[data-card]').first().dragTo(page.locator('[data-column]').nth(2))
      await page.waitForFunction((count) => window.notes.drops.length > count, n + (n > 0 ? 1 : 0)).catch(() => undefined)
    }
    drops.push(...(await notesOf(page)).drops.slice(1))
    gate(`drop to paint, ${name}, median`, 50, 'ms', quantile(drops, 0.5))
    await page.context().close()
  }
})

test('another tab sees a change', async ({ browser, server }) => {
  const here = await openBoard({ browser, server, as: member, address: address.small })
  const there = await openBoard({ browser, server, as: member, address: address.small })
  await here.locator('[data-card]').first().focus()
  await there.waitForTimeout(1000) // until both follow the events
  const measure = async () => {
    await reset(there)
    await here.keyboard.press('Alt+ArrowRight')
    await there.waitForFunction(() => window.notes.arrived > 0)
    const times = [(await notesOf(there)).arrived, (await notesOf(here)).pressed] as const
    await reset(there)
    await here.keyboard.press('Alt+ArrowLeft')
    await there.waitForFunction(() => window.notes.arrived > 0)
    return times[0] - times[1]
  }
  gate('another tab sees a change', 250, 'ms', await median(7, measure))
  await here.context().close()
  await there.context().close()
})
