type Texts = { [key: string]: string | Texts }

const embed = '\u202e'
const pop = '\u202c'

/** Each word is shown from right to left, in brackets; what is filled in and what marks it up stays as it is. */
function pseudoText(text: string): string {
  const words = text.split(/(\{\{[^}]*\}\}|<[^>]*>|\s+)/)
  return words.map((word) => (word === '' || /^(\{\{|<|\s)/.test(word) ? word : `${embed}${word}${pop}`)).join('')
}

export function pseudo(texts: object): Texts {
  return Object.fromEntries(Object.entries(texts as Texts).map(([key, value]) => [key, typeof value === 'string' ? pseudoText(value) : pseudo(value)]))
}
