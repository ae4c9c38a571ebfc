/**
 * What a page is known to ask for is asked for by this script, which runs while the app itself is still on its way: the
 * server answers meanwhile. It must stay small and import nothing. The client takes each answer as that of its own question.
 */
export interface Early { /** When it was asked for. */ asked: number; response: Promise<Response> }

const early = new Map<string, Early>()

/** An answer that nobody has come for by then is too old to be shown. */
const fresh = 10_000

/** needsOf are the addresses that a page begins with, as the queries of src/data ask for them. */
export function needsOf(path: string): string[] {
  const [, ws, project] = /^\/w\/([^/]+)(?:\/p\/([^/]+)$)?/.exec(path) ?? []
  if (ws === undefined) return []
  const api = '/api/v1'
  const all = '?limit=100'
  const of = `${api}/workspaces/${ws}`
  const board = project === undefined ? [] : [`${of}/projects/${project}/board`, `${of}/members${all}`, `${of}/labels${all}`, `${of}/views${all}`]
  return [`${api}/me`, ...board.slice(0, 1), `${api}/workspaces${all}`, `${of}/projects?state=active&limit=100`, ...board.slice(1)]
}

export function askEarly(path: string): void {
  for (const address of needsOf(path)) {
    const response = fetch(address, { credentials: 'same-origin', cache: 'no-store', redirect: 'error' })
    // Whoever takes it is told what went wrong.
    response.catch(() => undefined)
    early.set(location.origin + address, { asked: Date.now(), response })
  }
}

/** takeEarly gives the answer of a question that was asked already, once. */
export function takeEarly({ method, url }: Request): Early | undefined {
  const found = method === 'GET' ? early.get(url) : undefined
  early.delete(url)
  return found !== undefined && Date.now() - found.asked < fresh ? found : undefined
}

/** dropEarly forgets what nobody has taken: it was an answer to somebody else. */
export function dropEarly(): void {
  early.clear()
}

askEarly(location.pathname)
