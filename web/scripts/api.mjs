// Writes src/api/schema.d.ts, the types of the API, from its description. `--check` only tells whether they are of the
// present description: making them needs a package of its own, telling doesn't.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const description = at('../internal/app/testdata/openapi.json')
const types = at('src/api/schema.d.ts')
const mark = `// Of internal/app/testdata/openapi.json, sha256 ${createHash('sha256').update(readFileSync(description)).digest('hex')}: made by npm run api.`

if (process.argv.includes('--check')) {
  if (readFileSync(types, 'utf8').startsWith(mark)) process.exit(0)
  console.error('src/api/schema.d.ts is not of the present internal/app/testdata/openapi.json: npm run api')
  process.exit(1)
}
execFileSync('npm', ['--prefix', at('tools/openapi'), 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'inherit' })
execFileSync(at('tools/openapi/node_modules/.bin/openapi-typescript'), [description, '--default-non-nullable=false', '-o', types], { stdio: 'inherit' })
writeFileSync(types, `${mark}\n${readFileSync(types, 'utf8')}`)
