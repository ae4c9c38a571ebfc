/** How well a text fits what was typed: higher is better; and which parts of it were typed. */
export interface Fit { score: number; ranges: ReadonlyArray<readonly [from: number, to: number]> }

/** fold makes one letter of every letter, so that places in the folded text are places in the text. */
export function fold(text: string): string {
  let folded = ''
  for (const unit of text) {
    const plain = unit.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    folded += plain.length === unit.length ? plain : unit.toLowerCase().length === unit.length ? unit.toLowerCase() : unit
  }
  return folded
}

const startsWord = (text: string, at: number) => at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))

/** place finds a word in a text: whole at the start of a word before anywhere, and letter by letter last. */
function place(text: string, word: string): Fit | undefined {
  let at = text.indexOf(word)
  const anywhere = at
  while (at >= 0 && !startsWord(text, at)) at = text.indexOf(word, at + 1)
  if (at >= 0) {
    const whole = !/[\p{L}\p{N}]/u.test(text.charAt(at + word.length))
    return { score: 60 + (at === 0 ? 25 : 0) + (whole ? 15 : 0), ranges: [[at, at + word.length]] }
  }
  if (anywhere >= 0 && word.length > 1) return { score: 40, ranges: [[anywhere, anywhere + word.length]] }
  return scattered(text, word)
}

/** scattered finds the letters in order, each new run at the start of a word: "gs" is in "Go to settings". */
function scattered(text: string, word: string): Fit | undefined {
  const ranges: Array<[number, number]> = []
  let from = 0
  let last = -2
  for (const letter of word) {
    let at = text.indexOf(letter, from)
    while (at >= 0 && at !== last + 1 && !startsWord(text, at)) at = text.indexOf(letter, at + 1)
    if (at < 0) return undefined
    const run = ranges.at(-1)
    if (run !== undefined && run[1] === at) run[1] = at + letter.length
    else ranges.push([at, at + letter.length])
    last = at
    from = at + letter.length
  }
  return { score: 30 - Math.min(20, 5 * (ranges.length - 1)), ranges }
}

/** fit tells how well a text fits a query of several words, each of which must be in it; undefined when one isn't. */
export function fit(query: string, text: string): Fit | undefined {
  const words = fold(query).split(/\s+/u).filter((one) => one !== '')
  const folded = fold(text)
  if (words.length === 0) return { score: 0, ranges: [] }
  const found = words.map((word) => place(folded, word))
  if (found.some((one) => one === undefined)) return undefined
  const fits = found as Fit[]
  const score = fits.reduce((sum, one) => sum + one.score, 0) / words.length
  // Of two that fit alike the shorter one says less that wasn't asked for.
  return { score: score - Math.min(10, folded.length / 20) + (folded === words.join(' ') ? 30 : 0), ranges: merged(fits.flatMap((one) => one.ranges)) }
}

/** merged puts ranges in order and makes one of those that touch. */
export function merged(ranges: ReadonlyArray<readonly [number, number]>): Array<[number, number]> {
  const out: Array<[number, number]> = []
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else out.push([from, to])
  }
  return out
}

/** ranked are those that fit, the best first; those that fit alike stay in the order that they came in. */
export function ranked<T>(query: string, things: readonly T[], text: (thing: T) => string, bonus: (thing: T) => number = () => 0): Array<{ thing: T; fit: Fit }> {
  return things
    .flatMap((thing) => {
      const found = fit(query, text(thing))
      return found === undefined ? [] : [{ thing, fit: { ...found, score: found.score + bonus(thing) } }]
    })
    .sort((a, b) => b.fit.score - a.fit.score)
}
