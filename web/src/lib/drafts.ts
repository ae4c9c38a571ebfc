import { createStore, useStore } from './store'

const kept = 'taskflow.drafts'

type Drafts = Readonly<Record<string, string>>

function read(): Drafts {
  try {
    const held: unknown = JSON.parse(sessionStorage.getItem(kept) ?? '{}')
    return typeof held === 'object' && held !== null ? Object.fromEntries(Object.entries(held).filter(([, text]) => typeof text === 'string')) : {}
  } catch {
    return {}
  }
}

const drafts = createStore<Drafts>(read())

function write(next: Drafts): void {
  drafts.set(next)
  try {
    if (Object.keys(next).length === 0) sessionStorage.removeItem(kept)
    else sessionStorage.setItem(kept, JSON.stringify(next))
  } catch {
    // The tab's store is full or shut: the draft lives as long as the page.
  }
}

/**
 * useDraft keeps what was typed and not sent yet, in this tab only: leaving the page or loading it anew loses nothing.
 * `what` names the text and whose it is; undefined means that there is no draft.
 */
export function useDraft(what: string): [string | undefined, (text: string | undefined) => void] {
  const draft = useStore(drafts)[what]
  return [draft, (text) => {
    const { [what]: _before, ...rest } = drafts.get()
    write(text === undefined ? rest : { ...rest, [what]: text })
  }]
}

/** forgetDrafts is for who signs out. */
export function forgetDrafts(): void {
  write({})
}
