import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import * as de from './de'
import * as en from './en'

type Texts = { [key: string]: string | Texts }

/** flat writes a catalogue as `a.b.c` → text. */
function flat(texts: Texts, under = ''): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).flatMap(([key, value]) => (typeof value === 'string' ? [[under + key, value]] : Object.entries(flat(value, `${under}${key}.`)))))
}

const english = en as unknown as Record<string, Texts>
const german = de as unknown as Record<string, Texts>
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test('every catalogue is offered in both languages', () => {
  const files = readdirSync(join(process.cwd(), 'src/i18n/en')).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', '')).sort()
  expect(Object.keys(english).sort()).toEqual(files)
  expect(Object.keys(german).sort()).toEqual(files)
})

test.each(Object.keys(en))('%s says the same in both languages', (namespace) => {
  const [here, there] = [flat(english[namespace] ?? {}), flat(german[namespace] ?? {})]
  expect(Object.keys(there).sort()).toEqual(Object.keys(here).sort())
  for (const [key, text] of Object.entries(here)) {
    expect(there[key], key).not.toBe('')
    expect(placeholders(there[key] ?? ''), key).toEqual(placeholders(text))
  }
})

const source = (path: string) => readFileSync(join(process.cwd(), 'src', path), 'utf8')

// Texts that come with a page would be missing elsewhere: whoever shows them brings them, or the index of its feature does.
test.each(readdirSync(join(process.cwd(), 'src/i18n/late')).filter((name) => name !== 'work.ts').map((name) => name.replace('.ts', '')))('whoever shows texts of %s brings them', (namespace) => {
  const shows = new RegExp(`useTexts\\('${namespace}'\\)|text\\(['\`]${namespace}:|t\\(['\`]${namespace}:`)
  const files = readdirSync(join(process.cwd(), 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && shows.test(source(name)))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const index = join(dirname(file), 'index.ts')
    const here = source(file) + (existsSync(join(process.cwd(), 'src', index)) ? source(index) : '')
    expect(here.includes(`'~/i18n/late/${namespace}'`), file).toBe(true)
  }
})
