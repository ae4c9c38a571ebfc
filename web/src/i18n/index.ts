import { createInstance, type ParseKeys, type TOptions } from 'i18next'
import { useSyncExternalStore } from 'react'

import { onPreference, preferences } from '~/lib/preferences'

import type * as en from './en'
import auth from './en/auth.json'
import common from './en/common.json'
import shell from './en/shell.json'
import { pseudo } from './pseudo'

const i18next = createInstance()

export type Namespace = keyof typeof en

/** The English texts that are here so far: those of every page's frame, and what the pages that were opened brought along. */
const brought: { [namespace in Namespace]?: object } = { common, shell, auth }

export interface Language { code: string; name: string; dir: 'ltr' | 'rtl'; intl: string }

/** The right-to-left language is made from English: it shows what a translation into one would. */
export const languages: readonly Language[] = [
  { code: 'en', name: 'English', dir: 'ltr', intl: 'en' },
  { code: 'de', name: 'Deutsch', dir: 'ltr', intl: 'de' },
  { code: 'en-XB', name: '\u202eRight-to-left\u202c (test)', dir: 'rtl', intl: 'en' },
]

const english = languages[0] as Language

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof en
  }
}

function chosen(): Language {
  const wanted = preferences().language
  const fits = (code: string) => languages.find((one) => one.code === code || one.code === code.split('-')[0])
  return languages.find((one) => one.code === wanted) ?? navigator.languages.map(fits).find((one) => one !== undefined) ?? english
}

/** The catalogue of a language, but for English, whose texts come with the pages that show them. */
async function catalogue(language: Language): Promise<Record<string, object>> {
  if (language.code === 'de') return await import('./de')
  return Object.fromEntries(Object.entries(brought).map(([name, texts]) => [name, pseudo(texts)]))
}

let current = english

/** bring makes a page's texts known; `late` has a file for each namespace that does, imported by the feature that shows them. */
export function bring(namespace: Namespace, texts: object): void {
  brought[namespace] = texts
  if (i18next.isInitialized) take(namespace)
}

function take(namespace: Namespace): void {
  const texts = brought[namespace]
  if (texts === undefined) return
  i18next.addResourceBundle('en', namespace, texts, true, true)
  if (current.code === 'en-XB') i18next.addResourceBundle(current.code, namespace, pseudo(texts), true, true)
}

/** startTexts must settle before the page is rendered. */
export async function startTexts(): Promise<void> {
  await i18next.init({
    lng: 'en', fallbackLng: 'en', defaultNS: 'common', resources: { en: { ...brought } }, interpolation: { escapeValue: false }, showSupportNotice: false,
    parseMissingKeyHandler: missing,
  } as Parameters<typeof i18next.init>[0])
  await speak(chosen())
  onPreference(() => {
    if (chosen() !== current) void speak(chosen())
  })
}

/** A text that isn't there is a fault of ours, which no browser test passes over. */
function missing(key: string, fallback?: string): string {
  if (fallback === undefined) reportError(new Error(`no text: ${key}`))
  return fallback ?? key
}

async function speak(language: Language): Promise<void> {
  if (language !== english) {
    for (const [name, texts] of Object.entries(await catalogue(language))) i18next.addResourceBundle(language.code, name, texts, true, true)
  }
  current = language
  if (typeof document !== 'undefined') {
    document.documentElement.lang = language.code
    document.documentElement.dir = language.dir
  }
  await i18next.changeLanguage(language.code)
}

export function language(): Language {
  return current
}

function onLanguage(listener: () => void): () => void {
  i18next.on('languageChanged', listener)
  return () => i18next.off('languageChanged', listener)
}

/** Re-renders when the language changes; returns the language. */
export function useLanguage(): Language {
  return useSyncExternalStore(onLanguage, language)
}

type Keys<N extends Namespace> = ParseKeys<[N, 'common']>
export type Texts<N extends Namespace> = (key: Keys<N>, values?: TOptions) => string

const remembered = new Map<string, Texts<Namespace>>()

/** textsOf are a namespace's texts in a language. Those without values in them are looked up once: a board asks thousands of times. */
function textsOf(code: string, namespace: Namespace): Texts<Namespace> {
  const known = remembered.get(`${code} ${namespace}`)
  if (known !== undefined) return known
  const look = i18next.getFixedT(null, [namespace, 'common']) as unknown as (key: string, values?: TOptions) => string
  const found = new Map<string, string>()
  const texts = (key: string, values?: TOptions): string => {
    if (values !== undefined) return look(key, values)
    const held = found.get(key) ?? look(key)
    found.set(key, held)
    return held
  }
  remembered.set(`${code} ${namespace}`, texts)
  return texts
}

/** useTexts gives the texts of one namespace; `common:…` reaches the shared ones. */
export function useTexts<N extends Namespace = 'common'>(namespace?: N): Texts<N> {
  return textsOf(useLanguage().code, namespace ?? 'common') as unknown as Texts<N>
}

/** A text of any namespace, `namespace:key`, for what is no component. */
export type AnyKey = ParseKeys<Namespace[]>

export function text(key: AnyKey, values?: TOptions): string {
  return (i18next.t as unknown as (key: string, values?: TOptions) => string)(key, values)
}
