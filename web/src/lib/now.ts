import { useSyncExternalStore } from 'react'

import { present, skew } from './clock'

/** The time, as pages follow it: by the minute, and at once when a page that was asleep is looked at again. */
let current = present()
const listeners = new Set<() => void>()
let stopSkew = () => {}
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  current = present()
  for (const listener of listeners) listener()
}

function follow(listener: () => void): () => void {
  if (listeners.size === 0) {
    current = present()
    timer = setInterval(tick, 60_000)
    document.addEventListener('visibilitychange', tick)
    stopSkew = skew.subscribe(tick)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    document.removeEventListener('visibilitychange', tick)
    stopSkew()
  }
}

export function useNow(): Date {
  return useSyncExternalStore(follow, () => current)
}
