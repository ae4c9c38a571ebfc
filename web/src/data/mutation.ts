import type { Change, View } from './changes'

/** What a mutation's call is told beside its input. */
export interface Sending {
  /** The Idempotency-Key: the same each time that this one is sent. */
  key: string
  /** The version that the person saw of a thing, for If-Match; undefined when none is known. */
  version(id: string): number | undefined
}

/** How a change is spoken of once it is done. */
export interface Saying {
  text: string
  /** Shown as a toast with Undo; otherwise it is only spoken to screen readers. */
  toast?: boolean
  /** What else can be done about it than Undo. */
  also?: { label: string; run: () => void }
}

export interface Definition<I> {
  /** The operation, as `tasks.move`. */
  key: string
  /** The ids that it is about: what shares one is sent in order, and a lost update is judged by it. */
  about(input: I): string[]
  /** The ids of what it is put beside or below: it is sent after what is done to those. */
  beside?(input: I): string[]
  /** What it does to what is shown. Pure: it may look only at the view. */
  apply(view: View, input: I): Change[]
  /** What takes it back, judged by the view before; undefined when nothing does. Pure too. */
  invert?(view: View, input: I): Invocation | undefined
  /** Sends it. What it returns replaces the optimistic changes; nothing leaves them as they are. */
  call(input: I, sending: Sending): Promise<Change[] | void>
  /** Fetches what it is about after a lost update (412), so that it can be merged. */
  refetch?(input: I): Promise<Change[]>
  /** The sentence for when it is done; undefined says nothing. */
  say?(input: I, view: View): Saying | string | undefined
}

/** A mutation with its input: what can be run, queued, undone. */
export interface Invocation {
  readonly key: string
  readonly about: string[]
  readonly beside: string[]
  apply(view: View): Change[]
  invert(view: View): Invocation | undefined
  call(sending: Sending): Promise<Change[] | void>
  readonly refetch: (() => Promise<Change[]>) | undefined
  say(view: View): Saying | undefined
  /** The words that somebody typed for it; '' when it has none. */
  readonly typed: string
}

export interface Mutation<I> {
  readonly key: string
  with(input: I): Invocation
}

const wordy = ['title', 'description', 'body', 'text', 'name'] as const

/** typedIn are the words in what a mutation is given: a refusal must not lose them. */
function typedIn(input: unknown): string {
  const given = input as Record<string, unknown> & { fields?: Record<string, unknown> }
  return wordy.flatMap((name) => [given[name], given.fields?.[name]]).filter((one) => typeof one === 'string' && one !== '').join('\n')
}

export function defineMutation<I>(definition: Definition<I>): Mutation<I> {
  const { refetch } = definition
  return {
    key: definition.key,
    with: (input) => ({
      key: definition.key,
      about: definition.about(input),
      beside: definition.beside?.(input) ?? [],
      apply: (view) => definition.apply(view, input),
      invert: (view) => definition.invert?.(view, input),
      call: (sending) => definition.call(input, sending),
      refetch: refetch === undefined ? undefined : () => refetch(input),
      typed: typedIn(input),
      say(view) {
        const said = definition.say?.(input, view)
        return typeof said === 'string' ? { text: said } : said
      },
    }),
  }
}

/** all makes one of many: done at once, spoken of once, undone by one step. */
export function all(many: Invocation[], say?: (view: View) => Saying | undefined): Invocation[] & { say?: typeof say } {
  return Object.assign([...many], say === undefined ? {} : { say })
}
