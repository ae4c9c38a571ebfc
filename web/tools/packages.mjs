// Holds package-lock.json to what was looked at: node tools/packages.mjs [--update]
// Every package stands in packages.txt, what ships counts at most 45, none runs a script when it is installed,
// each has its hash, and none has a registry's address.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const mostRuntime = 45
// Packages with an install script: .npmrc keeps every script from running, and these work without.
const withScript = new Set(['fsevents'])

const here = dirname(fileURLToPath(import.meta.url))
const list = join(here, 'packages.txt')
const lock = JSON.parse(readFileSync(join(here, '..', 'package-lock.json'), 'utf8'))
const faults = []
const kinds = new Map()

for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '') continue
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const kind = entry.dev || entry.devOptional || entry.optional ? 'development' : 'runtime'
  if (kinds.get(name) !== 'runtime') kinds.set(name, kind)
  if (entry.resolved) faults.push(`${name} has the address of a registry`)
  if (!entry.integrity && !entry.inBundle) faults.push(`${name} has no hash`)
  if (entry.hasInstallScript && !withScript.has(name)) faults.push(`${name} runs a script when it is installed`)
}

const lines = [...kinds].map(([name, kind]) => `${kind} ${name}`).sort()
if (process.argv.includes('--update')) writeFileSync(list, `${lines.join('\n')}\n`)
const allowed = new Set(readFileSync(list, 'utf8').split('\n').filter(Boolean))
for (const line of lines) if (!allowed.has(line)) faults.push(`${line} is not in tools/packages.txt: look at it, then node tools/packages.mjs --update`)
for (const line of allowed) if (!lines.includes(line)) faults.push(`${line} is in tools/packages.txt and not in the lock`)

const runtime = lines.filter((line) => line.startsWith('runtime ')).length
if (runtime > mostRuntime) faults.push(`${runtime} packages ship, at most ${mostRuntime} may`)
for (const fault of faults) console.error(`packages: ${fault}`)
console.log(`packages: ${runtime} ship, ${lines.length - runtime} are for development`)
process.exit(faults.length > 0 ? 1 : 0)
