// Takes what Vite built (web/dist) to where the program embeds it (internal/app/webui/dist):
// marks where each answer's nonce goes, adds integrity to everything a page loads, makes the page of
// a workspace, which has more of it on its way at once, and leaves a brotli and a gzip form beside
// each file that gains by it.
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

// What the pages of a workspace begin with, beside what every page does: their frame and the board, and what those import.
const workspaceParts = () => {
  const manifest = JSON.parse(readFileSync(join(from, '.vite', 'manifest.json'), 'utf8'))
  const files = new Set()
  const add = (key) => {
    const { file, imports = [] } = manifest[key] ?? {}
    if (file === undefined) throw new Error(`${key} was not built`)
    if (files.has(file)) return
    files.add(file)
    imports.forEach(add)
  }
  for (const key of ['src/app/Shell.tsx', 'src/features/board/index.ts']) add(key)
  return [...files]
}

const preloading = (text) => {
  const links = workspaceParts().filter((name) => !text.includes(`"/${name}"`)).map((name) => `  <link rel="modulepreload" crossorigin href="/${name}">\n  `)
  return text.replace('</head>', `${links.join('')}</head>`)
}

// What asks for the data comes first and waits for nothing.
const early = (text) => {
  const [tag] = /<script [^>]*\/assets\/early-[^>]*><\/script>\s*/.exec(text) ?? []
  if (tag === undefined) throw new Error('the page does not ask for its data early')
  return text.replace(tag, '').replace('<script ', `${tag.replace('<script ', '<script async ')}<script `)
}

const page = (text) => {
  const secured = early(text).replace(/<meta property="csp-nonce"[^>]*>\s*/g, '').replace(/<(script|link)\b[^>]*>/g, secure)
  // Vite's loader of lazy chunks finds here the nonce for the links that it makes.
  const head = `<meta property="csp-nonce" ${nonce}>\n${importMap()}\n`
  const first = secured.search(/<(script|link rel="(modulepreload|stylesheet)")/)
  if (first < 0) throw new Error('the page loads no script')
  return secured.slice(0, first) + head + secured.slice(first)
}

const pages = (text) => [['index.html', Buffer.from(page(text))], ['workspace.html', Buffer.from(page(preloading(text)))]]

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
  await Promise.all(names.map((name) => (name === 'index.html' ? pages(contents.get(name).toString()) : forms(name, contents.get(name)))))
).flat()

for (const entry of readdirSync(to)) if (entry !== placeholder) rmSync(join(to, entry), { recursive: true })
for (const [name, content] of written) {
  mkdirSync(dirname(join(to, name)), { recursive: true })
  writeFileSync(join(to, name), content)
}

const total = (ending) => written.filter(([name]) => name.endsWith(ending)).reduce((sum, [, content]) => sum + content.length, 0)
const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`
console.log(`web: ${names.length} files; scripts ${kilo(total('.js'))} (${kilo(total('.js.gz'))} gzip, ${kilo(total('.js.br'))} brotli), styles ${kilo(total('.css'))} (${kilo(total('.css.gz'))} gzip)`)
