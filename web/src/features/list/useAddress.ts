import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'

import type { TaskFilter } from '~/data'

import { type Asked, askedIn, type FilterName, filterNames, without } from './address'
import type { Grouping, Sorting } from './groups'

export interface Address extends Asked {
  /** set changes what the address asks for; what is undefined is taken out of it. */
  set(change: Partial<Record<FilterName | 'group' | 'sort' | 'order', unknown>>): void
  clear(): void
}

/** useAddress keeps a list's question where it can be shared: in the address of the page. */
export function useAddress(defaults: { group: Grouping; sort: Sorting }, fixed: TaskFilter = {}): Address {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  // What is beside the page is none of its question.
  const question = JSON.stringify({ ...search, peek: undefined })
  const asked = useMemo(() => askedIn(JSON.parse(question) as Record<string, unknown>, defaults), [question, defaults])
  const go = (change: (before: Record<string, unknown>) => Record<string, unknown>) => void navigate({ to: '.', search: change as never, replace: true })
  return {
    ...asked, filter: { ...asked.filter, ...fixed },
    set: (change) => go((before) => Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined && value !== ''))),
    clear: () => go((before) => without(before, filterNames)),
  }
}
