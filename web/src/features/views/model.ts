import type { SavedView } from '~/data'

type Search = Readonly<Record<string, unknown>>

/** The words of an address that are a view's question; what else stands there is only for who looks at it. */
const words = ['status', 'assignee', 'label', 'priority', 'due_before', 'due_after', 'overdue', 'completed', 'text', 'group', 'sort', 'order', 'span'] as const
const faces = ['board', 'list', 'calendar'] as const

export function queryIn(search: Search): Record<string, string> {
  return Object.fromEntries(words.flatMap((name) => (search[name] === undefined || search[name] === '' ? [] : [[name, String(search[name])]])))
}

export const faceIn = (search: Search): SavedView['face'] => faces.find((one) => one === search['view']) ?? 'board'

/** addressOf is where a view is: an address like any other, which also says which view it came from. */
export function addressOf(view: SavedView): Record<string, string> {
  return { ...(view.face === 'board' ? {} : { view: view.face }), ...queryIn(view.query as unknown as Search), saved: view.id }
}

/** isChanged tells whether an address asks for something else than the view. */
export function isChanged(view: SavedView, search: Search): boolean {
  const line = (of: Record<string, string>) => JSON.stringify(Object.entries(of).sort())
  return view.face !== faceIn(search) || line(queryIn(search)) !== line(queryIn(view.query as unknown as Search))
}

/** isWorthSaving: a bare board is there anyway. */
export const isWorthSaving = (search: Search): boolean => faceIn(search) !== 'board' || Object.keys(queryIn(search)).length > 0
