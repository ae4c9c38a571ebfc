import type { KeyboardEvent } from 'react'

import type { Acts } from './acts'
import type { Leap, Step } from './model'

const arrows: Record<string, Step> = { ArrowUp: 'up', ArrowDown: 'down', k: 'up', j: 'down', K: 'up', J: 'down', Home: 'first', End: 'last' }
const leaps: Record<string, Leap> = { Home: 'start', End: 'end' }

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>

/** stepOf is where a key leads from a card; with Ctrl or ⌘, Home and End lead over the whole board. */
export function stepOf({ key, ctrlKey, metaKey }: Press, rtl: boolean): Step | Leap | undefined {
  if (ctrlKey || metaKey) return leaps[key]
  if (key === 'ArrowLeft') return rtl ? 'forward' : 'back'
  if (key === 'ArrowRight') return rtl ? 'back' : 'forward'
  return arrows[key]
}

/** handleCard is what the keys of movement do on a card; the verbs are commands. */
export function handleCard(event: KeyboardEvent, acts: Acts, open: (id: string) => void): void {
  const id = event.target instanceof HTMLElement ? event.target.dataset['card'] : undefined
  if (id === undefined) return
  const step = stepOf(event, document.documentElement.dir === 'rtl')
  const plain = !event.ctrlKey && !event.metaKey
  if (event.key === 'Enter' && plain) open(id)
  else if (event.key === 'Escape' && acts.desk.get().selected.size > 0) acts.clear()
  else if (step === undefined) return
  else if (event.altKey) {
    if (step === 'start' || step === 'end') return
    acts.carry(id, step)
  } else acts.step(id, step, event.shiftKey)
  event.preventDefault()
  event.stopPropagation()
}
