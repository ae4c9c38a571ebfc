import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

export interface Gate {
  readonly gate: string
  readonly limit: number
  readonly measured: number
  readonly unit: string
  readonly ok: boolean
}

const file = join(import.meta.dirname, '..', 'out', 'gates.jsonl')

/** Notes what was measured beside its limit, as one line; `make bench-web` prints all of them. */
export function gate(name: string, limit: number, unit: string, measured: number): void {
  const line: Gate = { gate: name, limit, measured: Math.round(measured * 100) / 100, unit, ok: measured <= limit }
  mkdirSync(join(file, '..'), { recursive: true })
  appendFileSync(file, `${JSON.stringify(line)}\n`)
}

/** The value that so many of them are not above, as 0.95 for all but the worst twentieth. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** The middle of several runs: one slow run of a busy machine says nothing about the app. */
export async function median(runs: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = []
  for (let i = 0; i < runs; i += 1) values.push(await measure())
  return quantile(values, 0.5)
}
