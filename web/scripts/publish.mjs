// Takes what Vite built (web/dist) to where the program embeds it (internal/app/webui/dist):
// marks where each answer's nonce goes, adds integrity to everything a page loads, and leaves a
// brotli and a gzip form beside each file that gains by it.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const from = join(web, 'dist')
const to = join(web, '..', 'internal', 'app', 'webui', 'dist')
const placeholder = '.gitkeep'
const nonce = 'nonce="__CSP_NONCE__"'
const texts = new Set(['.js', '.css', '.svg', '.json', '.webmanifest'])
// Below this a compressed form saves no packet.
const worthIt = 860

const names = readdirSync(from, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(from.length + 1))
  .filter((name) => !name.endsWith('.map') && !name.split('/').some((segment) => segment.startsWith('.')))
  .sort()
const contents = new Map(names.map((name) => [name, readFileSync(join(from, name))]))

const integrity = (name) => {
  const content = contents.get(name.replace(/^\//, ''))
  if (!content) throw new Error(`the page loads ${name}, which was not built`)
  return `sha384-${createHash('sha384').update(content).digest('base64')}`
}

// Chunks that are imported later are held to the map as well: it is the only place for their integrity.
const importMap = () => {
  const chunks = names.filter((name) => name.startsWith('assets/') && name.endsWith('.js'))
  const map = { integrity: Object.fromEntries(chunks.map((name) => [`/${name}`, integrity(name)])) }
  return `<script type="importmap" ${nonce}>${JSON.stringify(map)}</script>`
}

const attribute = (tag, name) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]

const secure = (tag) => {
  const bare = tag.replace(/\s(nonce|integrity)="[^"]*"/g, '')
  const isScript = bare.startsWith('<script')
  const source = attribute(bare, isScript ? 'src' : 'href')
  const rel = attribute(bare, 'rel')
  if (isScript && !source) throw new Error(`the policy stops inline script: ${tag}`)
  if (!isScript && rel !== 'stylesheet' && rel !== 'modulepreload') return bare
  const extra = ` integrity="${integrity(source)}"${rel === 'stylesheet' ? '' : ` ${nonce}`}`
  return bare.replace(/\s*\/?>$/, `${extra}>`)
}

const page = (text) => {
  const secured = text.replace(/<meta property="csp-nonce"[^>]*>\s*/g, '').replace(/<(script|link)\b[^>]*>/g, secure)
  // Vite's loader of lazy chunks finds here the nonce for the links that it makes.
  const head = `<meta property="csp-nonce" ${nonce}>\n${importMap()}\n`
  const first = secured.search(/<(script|link rel="(modulepreload|stylesheet)")/)
  if (first < 0) throw new Error('the page loads no script')
  return secured.slice(0, first) + head + secured.slice(first)
}

const brotli = (content) =>
  promisify(brotliCompress)(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  })

const forms = async (name, content) => {
  const list = [[name, content]]
  if (!texts.has(extname(name)) || content.length < worthIt) return list
  const [br, gz] = await Promise.all([brotli(content), promisify(gzip)(content, { level: 9 })])
  if (br.length < content.length * 0.95) list.push([`${name}.br`, br])
  if (gz.length < content.length * 0.95) list.push([`${name}.gz`, gz])
  return list
}

if (!contents.has('index.html')) throw new Error('there is no web/dist/index.html: run vite build first')
const written = (
  await Promise.all(names.map((name) => (name === 'index.html' ? [[name, Buffer.from(page(contents.get(name).toString()))]] : forms(name, contents.get(name)))))
).flat()

for (const entry of readdirSync(to)) if (entry !== placeholder) rmSync(join(to, entry), { recursive: true })
for (const [name, content] of written) {
  mkdirSync(dirname(join(to, name)), { recursive: true })
  writeFileSync(join(to, name), content)
}

const total = (ending) => written.filter(([name]) => name.endsWith(ending)).reduce((sum, [, content]) => sum + content.length, 0)
const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`
console.log(`web: ${names.length} files; scripts ${kilo(total('.js'))} (${kilo(total('.js.gz'))} gzip, ${kilo(total('.js.br'))} brotli), styles ${kilo(total('.css'))} (${kilo(total('.css.gz'))} gzip)`)
