/**
 * What one person prefers in this browser. Nothing secret and nothing that the server needs to know;
 * a browser that keeps nothing (private mode, blocked storage) just forgets.
 */
export interface Preferences {
  theme: 'system' | 'light' | 'dark'
  contrast: 'system' | 'more'
  motion: 'system' | 'reduced'
  density: 'comfortable' | 'compact'
  language: string
  sidebar: 'open' | 'closed'
  /** Ids of folded columns, with spaces between. */
  collapsed: string
  lastWorkspace: string
  /** The company that somebody has signed in with here. */
  company: string
}

const defaults: Preferences = {
  theme: 'system', contrast: 'system', motion: 'system', density: 'comfortable', language: '', sidebar: 'open', collapsed: '', lastWorkspace: '', company: '',
}

const key = 'taskflow.preferences'
const listeners = new Set<() => void>()
let current = read()

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    const known = Object.entries(stored ?? {}).filter(([name, value]) => name in defaults && typeof value === 'string')
    return { ...defaults, ...Object.fromEntries(known) }
  } catch {
    return defaults
  }
}

export function preferences(): Preferences {
  return current
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(key, JSON.stringify(current))
  } catch {
    // Kept for this page only.
  }
  for (const listener of listeners) listener()
}

export function onPreference(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
