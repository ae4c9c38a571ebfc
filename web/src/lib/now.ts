import { useSyncExternalStore } from 'react'

/** The time, as pages follow it: by the minute, and at once when a page that was asleep is looked at again. */
let current = new Date()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  current = new Date()
  for (const listener of listeners) listener()
}

function follow(listener: () => void): () => void {
  if (listeners.size === 0) {
    current = new Date()
    timer = setInterval(tick, 60_000)
    document.addEventListener('visibilitychange', tick)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    document.removeEventListener('visibilitychange', tick)
  }
}

export function useNow(): Date {
  return useSyncExternalStore(follow, () => current)
}
