import type { BrowserContext, Page } from 'playwright-core'

/** What the stopwatch in a page has noted, in milliseconds. Moments are those of the clock that all pages share. */
export interface Notes {
  /** From the navigation to the first frame with cards in it. */
  ready: number
  /** From each press of a key, and from each drop, to the frame that shows what came of it. */
  keys: number[]
  drops: number[]
  /** Tasks of more than 50 ms, and the time between frames, since the last reset. */
  longTasks: number[]
  frames: number[]
  /** When a key was last pressed, and when cards were last seen in other places than before. */
  pressed: number
  arrived: number
}

declare global {
  interface Window { notes: Notes }
}

/** Lets every page of a context note how long things take, as the person at it would see it. */
export async function stopwatch(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const notes: Notes = { ready: 0, keys: [], drops: [], longTasks: [], frames: [], pressed: 0, arrived: 0 }
    window.notes = notes
    const clock = () => performance.timeOrigin + performance.now()
    const painted = (then: () => void) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', then, { once: true })
      port1.start()
      port2.postMessage(0)
    })
    const columns = () => [...document.querySelectorAll<HTMLElement>('[data-column], [data-card]')].map((one) => one.dataset['card'] ?? '/').join(' ')
    let last = 0
    const frame = (now: number) => {
      if (notes.ready === 0 && document.querySelector('[data-card]') !== null) {
        notes.ready = -1
        painted(() => (notes.ready = performance.now()))
      }
      if (last > 0) notes.frames.push(now - last)
      last = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    new PerformanceObserver((list) => notes.longTasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: 'longtask' })
    addEventListener('keydown', (event) => {
      if (['Alt', 'Control', 'Shift'].includes(event.key)) return
      notes.pressed = performance.timeOrigin + event.timeStamp
      painted(() => notes.keys.push(performance.now() - event.timeStamp))
    }, { capture: true })
    addEventListener('drop', (event) => {
      const before = columns()
      const look = () => (columns() === before ? requestAnimationFrame(look) : painted(() => notes.drops.push(performance.now() - event.timeStamp)))
      look()
    }, { capture: true })
    let seen = ''
    new MutationObserver(() => {
      const now = columns()
      if (now !== seen && seen !== '') notes.arrived = clock()
      seen = now
    }).observe(document, { subtree: true, childList: true })
  })
}

export const notesOf = (page: Page): Promise<Notes> => page.evaluate(() => window.notes)

export const reset = (page: Page): Promise<void> => page.evaluate(() => {
  Object.assign(window.notes, { keys: [], drops: [], longTasks: [], frames: [], pressed: 0, arrived: 0 })
})

/** Makes the page's processor so many times slower. */
export async function slowedBy(page: Page, rate: number): Promise<void> {
  const debug = await page.context().newCDPSession(page)
  await debug.send('Emulation.setCPUThrottlingRate', { rate })
}
