import type { ReactNode } from 'react'

import styles from './marked.module.css'

/** A text in which some ranges stand out: what a search has found. It is shown as text, whatever it is. */
export function Marked({ text, ranges }: { text: string; ranges: ReadonlyArray<readonly [from: number, to: number]> }) {
  const parts: ReactNode[] = []
  let at = 0
  for (const [from, to] of ranges) {
    if (from > at) parts.push(text.slice(at, from))
    parts.push(<mark key={from} className={styles['mark']}>{text.slice(from, to)}</mark>)
    at = to
  }
  return <bdi>{parts}{text.slice(at)}</bdi>
}
