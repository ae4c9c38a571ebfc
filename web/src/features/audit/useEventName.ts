import { type AnyKey, text, useLanguage } from '~/i18n'

import { keyOf } from './model'

/** useEventName gives an event's words; one that is newer than this page keeps its name. */
export function useEventName(): (name: string) => string {
  useLanguage()
  return (name) => text(`events:name.${keyOf(name)}` as AnyKey, { defaultValue: name })
}
