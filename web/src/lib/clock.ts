import { createStore } from './store'

/** How far the server's clock is ahead of this computer's, in milliseconds; 0 while the two agree as well as can be told. */
export const skew = createStore(0)

/** Smaller differences are those of a slow line, and of clocks as they are. */
const tolerated = 2 * 60_000
const step = 10_000

/**
 * heardTime takes the server's word for the time (RFC 9110 section 6.6.1), which is that of the audit log, of due dates
 * and of whatever ends by itself: a computer whose clock is wrong shows the right day all the same.
 */
export function heardTime(date: string | null, asked: number, answered: number = Date.now()): void {
  const served = Date.parse(date ?? '')
  if (Number.isNaN(served)) return
  // The header is cut to the second, and was written somewhere between the question and the answer.
  const ahead = served + 500 - (asked + answered) / 2
  const next = Math.abs(ahead) < tolerated ? 0 : Math.round(ahead / step) * step
  if (Math.abs(next - skew.get()) > step || (next === 0 && skew.get() !== 0)) skew.set(next)
}

/** present is the time, by the server's clock once this computer's has shown to be wrong. */
export function present(): Date {
  return new Date(Date.now() + skew.get())
}
