/** A name that is being typed in a text: somebody's after “@”, a task's after “#”. */
export interface Typing { sign: '@' | '#'; start: number; query: string }

export interface Offer { id: string; name: string }

/** typingAt finds the name that is being typed at the caret. A heading's “# ” and an address’s “a@b” begin none. */
export function typingAt(text: string, caret: number): Typing | undefined {
  const before = text.slice(Math.max(0, caret - 60), caret)
  const match = /(?:^|[\s(])([@#])((?:[^\s@#]+(?: [^\s@#]+)?)?)$/u.exec(before)
  if (match === null) return undefined
  const [sign, query] = [match[1] as Typing['sign'], match[2] ?? '']
  // A task is looked for by its words; without any there are too many.
  return sign === '#' && query === '' ? undefined : { sign, query, start: caret - query.length - 1 }
}

/** What Markdown would take for its own is written so that the title comes out as it is. */
const plain = (title: string) => title.replace(/[\\`*_[\]()<>~!&|]/g, String.raw`\$&`)

/** mentionOf is what is written for the one that was chosen: a name, or a link to a task of this TaskFlow, wherever it lives. */
export function mentionOf({ sign }: Typing, { id, name }: Offer, ws: string): string {
  return sign === '@' ? `@${name}` : `[${plain(name)}](/w/${ws}/t/${id})`
}

/** inserted is the text with what was chosen in place of what was typed of it, and where the caret then stands. */
export function inserted(text: string, caret: number, typing: Typing, mention: string): { text: string; caret: number } {
  const rest = text.slice(caret)
  const gap = /^\s/u.test(rest) ? '' : ' '
  return { text: text.slice(0, typing.start) + mention + gap + rest, caret: typing.start + mention.length + 1 }
}

/** taskIn is the task that a link leads to, if it leads to one. */
export function taskIn(href: string): { ws: string; task: string } | undefined {
  const [, ws, task] = /^\/w\/(wsp_[0-9a-z]{26})\/t\/(tsk_[0-9a-z]{26})$/.exec(href) ?? []
  return ws === undefined || task === undefined ? undefined : { ws, task }
}
