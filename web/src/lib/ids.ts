import { present } from './clock'

/**
 * Ids as the server writes them: a prefix and a UUIDv7 (RFC 9562) in 26 letters of Crockford's base32.
 * They are made here so that a thing can be shown before the server has heard of it.
 */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

export const prefixes = {
  user: 'usr', workspace: 'wsp', project: 'prj', column: 'col', task: 'tsk', checklistItem: 'chk', label: 'lbl',
  comment: 'cmt', invitation: 'inv', session: 'ses', import: 'imp', audit: 'aud', event: 'evt', view: 'viw',
} as const

export type Kind = keyof typeof prefixes

/** encode writes 128 bits as 26 digits, the first of which holds the top three bits. */
export function encode(bytes: Uint8Array): string {
  let text = ''
  let acc = 0
  let bits = 2
  for (const byte of bytes) {
    acc = ((acc << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(acc >> bits) & 31]
    }
  }
  return text
}

/** decode is the inverse of encode; undefined for what encode can't have written. */
export function decode(text: string): Uint8Array | undefined {
  if (text.length !== 26 || alphabet.indexOf(text[0] as string) > 7) return undefined
  const bytes = new Uint8Array(16)
  let acc = 0
  let bits = -2
  let n = 0
  for (const letter of text) {
    const digit = alphabet.indexOf(letter)
    if (digit < 0) return undefined
    acc = ((acc << 5) | digit) & 0xffff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[n++] = (acc >> bits) & 0xff
    }
  }
  return bytes
}

let lastTime = 0
let lastCount = 0

/** uuid7 is ordered after those that this page made before it, even within a millisecond. */
export function uuid7(now: number = present().getTime()): Uint8Array {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  lastCount = now > lastTime ? ((bytes[6] as number) & 7) << 8 | (bytes[7] as number) : lastCount + 1
  lastTime = Math.max(now, lastTime) + (lastCount > 0xfff ? 1 : 0)
  lastCount &= 0xfff
  let rest = lastTime
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  bytes[6] = 0x70 | (lastCount >> 8)
  bytes[7] = lastCount & 0xff
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  return bytes
}

export function newId(kind: Kind): string {
  return `${prefixes[kind]}_${encode(uuid7())}`
}

export function isId(kind: Kind, text: string): boolean {
  const prefix = `${prefixes[kind]}_`
  return text.startsWith(prefix) && decode(text.slice(prefix.length)) !== undefined
}

/** newKey is an Idempotency-Key: random, and never used for a second request. */
export function newKey(): string {
  return encode(uuid7())
}
