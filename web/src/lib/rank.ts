/**
 * Ranks as the server makes them (internal/platform/rank): base62 fractions that are compared byte by byte.
 * The server draws its own; those made here only show a thing in its place until the server's is known.
 */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const smallest = `A${'0'.repeat(26)}`
export const maxLength = 64

export class RankError extends Error {}

function integerLength(head: string): number {
  if (head >= 'a' && head <= 'z') return head.charCodeAt(0) - 97 + 2
  if (head >= 'A' && head <= 'Z') return 90 - head.charCodeAt(0) + 2
  return 0
}

export function valid(rank: string): boolean {
  if (rank.length < 2 || rank.length > maxLength || rank === smallest || !/^[0-9A-Za-z]+$/.test(rank)) return false
  const n = integerLength(rank.charAt(0))
  return n !== 0 && n <= rank.length && (rank.length === n || !rank.endsWith('0'))
}

function split(rank: string): [integer: string, fraction: string] {
  const n = integerLength(rank.charAt(0))
  return [rank.slice(0, n), rank.slice(n)]
}

/** step moves the integer part by one; '' at the end of the range. */
function step(integer: string, by: 1 | -1): string {
  const head = integer.charAt(0)
  const body = integer.slice(1).split('')
  const [last, wrapped] = by === 1 ? ['z', '0'] : ['0', 'z']
  for (let i = body.length - 1; i >= 0; i--) {
    const digit = body[i] as string
    if (digit !== last) {
      body[i] = digits.charAt(digits.indexOf(digit) + by)
      return head + body.join('')
    }
    body[i] = wrapped
  }
  if (head === (by === 1 ? 'z' : 'A')) return ''
  if (head === (by === 1 ? 'Z' : 'a')) return by === 1 ? 'a0' : 'Zz'
  const next = String.fromCharCode(head.charCodeAt(0) + by)
  return next + wrapped.repeat(integerLength(next) - 1)
}

/** middle is the shortest fraction near the middle of low and high ('' is one); '' when none is short enough. */
function middle(low: string, high: string): string {
  let out = ''
  let open = high === ''
  for (let i = 0; i < maxLength; i++) {
    const l = i < low.length ? digits.indexOf(low.charAt(i)) : 0
    const h = !open && i < high.length ? digits.indexOf(high.charAt(i)) : digits.length
    if (h - l > 1) return out + digits.charAt((l + h) >> 1)
    out += digits.charAt(l)
    open ||= h !== l
  }
  return ''
}

function withFraction(integer: string, fraction: string): string {
  if (fraction === '' || integer.length + fraction.length > maxLength) throw new RankError('no rank fits between')
  return integer + fraction
}

/** between gives a short rank strictly between two others; '' is an open end. */
export function between(above: string, below: string): string {
  if ((above !== '' && !valid(above)) || (below !== '' && !valid(below))) throw new RankError('malformed')
  if (above !== '' && above === below) throw new RankError('no rank fits between')
  if (above !== '' && below !== '' && above > below) throw new RankError('the ends are in the wrong order')
  if (above !== '') return after(above, below)
  return below === '' ? 'a0' : before(below)
}

function after(above: string, below: string): string {
  const [integer, low] = split(above)
  const next = step(integer, 1)
  if (next !== '' && (below === '' || next < below)) return next
  return withFraction(integer, middle(low, below.startsWith(integer) ? below.slice(integer.length) : ''))
}

function before(below: string): string {
  const [integer, high] = split(below)
  const previous = step(integer, -1)
  if (previous === '') return withFraction(integer, middle('', high))
  return previous === smallest ? withFraction(previous, middle('', '')) : previous
}

interface Ranked { id: string; rank: string }

/** byRank is the one order of tasks, columns and items: by rank, and by id for ties. */
export function byRank(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** placed is a rank for the moment: where nothing fits between, the upper one's, which the id then orders. */
export function placed(above: string | undefined, below: string | undefined): string {
  try {
    return between(above ?? '', below ?? '')
  } catch (error) {
    if (error instanceof RankError) return above ?? below ?? 'a0'
    throw error
  }
}
