import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Gate {
  readonly gate: string
  readonly limit: number
  readonly measured: number
  readonly unit: string
  readonly met: boolean
}

const file = join(import.meta.dirname, '..', 'out', 'gates.json')
const gates: Gate[] = []

/** Notes what was measured beside its limit; `make bench-web` prints all of them. The file is whole after each. */
export function gate(name: string, limit: number, unit: string, measured: number): void {
  gates.push({ gate: name, limit, measured: Math.round(measured * 100) / 100, unit, met: measured <= limit })
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, `${JSON.stringify(gates, null, 2)}\n`)
}

/** The middle of several runs: one slow run of a busy machine says nothing about the app. */
export async function median(runs: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = []
  for (let i = 0; i < runs; i += 1) values.push(await measure())
  return values.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
}
