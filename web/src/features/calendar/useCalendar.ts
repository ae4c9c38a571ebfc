import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'

import { boardQuery, type Card, matches, meQuery, type TaskFilter, tasksQuery } from '~/data'
import { language } from '~/i18n'
import { useNow } from '~/lib/now'
import { dayOf, zoneHere } from '~/lib/zone'

import { dayIn, daysOf, firstWeekday, rangeOf, type Span, spans, weeksOf } from './model'

/** The weeks of whoever reads this begin as where he lives, as long as that speaks the language of the page. */
function localeHere(): string {
  const { intl } = language()
  return navigator.languages.find((one) => one.split('-')[0] === intl) ?? intl
}

export interface Place { day: string; span: Span; today: string; weeks: string[][]; go(change: { date?: string; span?: Span }): void }

/** usePlace is what the address says of when: a day, and how much is shown around it. */
export function usePlace(): Place {
  const { date, span: asked } = useSearch({ strict: false }) as { date?: unknown; span?: unknown }
  const navigate = useNavigate()
  const today = dayOf(useNow(), zoneHere())
  const span = spans.find((one) => one === asked) ?? 'month'
  const day = dayIn(date, today)
  const weeks = useMemo(() => weeksOf(day, span, firstWeekday(localeHere())), [day, span])
  return { day, span, today, weeks, go: (change) => void navigate({ to: '.', search: ((before: object) => ({ ...before, ...change })) as never, replace: true }) }
}

export interface Found { days: ReadonlyMap<string, Card[]>; undated: readonly Card[]; cards: ReadonlyMap<string, Card> }

/**
 * useFound are the tasks of the days in sight. The board has what is open, live; the range brings what is beyond it:
 * what was completed long ago, and subtasks.
 */
export function useFound(ws: string, project: string, weeks: readonly string[][], filter: TaskFilter): { found: Found | undefined; error: Error | null; again: () => void } {
  const board = useQuery(boardQuery(ws, project))
  const range = useInfiniteQuery(tasksQuery(ws, rangeOf(project, weeks)))
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = range
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const me = useQuery(meQuery()).data?.id ?? ''
  const now = useNow()
  const question = JSON.stringify(filter)
  const found = useMemo(() => {
    if (board.data === undefined) return undefined
    const asked = JSON.parse(question) as TaskFilter
    const all = [...(range.data?.pages.flatMap((page) => page.items) ?? []), ...Object.values(board.data.cards)]
    const cards = new Map(all.filter((one) => one.project_id === project && matches(asked, one, me, now)).map((one) => [one.id, one]))
    const list = [...cards.values()]
    return { cards, days: daysOf(list, zoneHere()), undated: list.filter((one) => one.due === null && one.completed_at === null) }
  }, [board.data, range.data, question, project, me, now])
  const error = board.error ?? range.error
  return { found, error, again: () => void (board.error === null ? range.refetch() : board.refetch()) }
}
