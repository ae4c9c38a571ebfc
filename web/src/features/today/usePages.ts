import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo } from 'react'

import { type Card, type TaskFilter, tasksQuery } from '~/data'

export interface Pages { cards: readonly Card[] | undefined; /** Fetches what follows, if anything does. */ more: () => void; error: Error | null; again: () => void; /** Whether there may be more than is here. */ open: boolean }

/** usePages is a list of the server's, as far as it was fetched; `shown` tells whether anything of it is to be seen. */
export function usePages(ws: string, filter: TaskFilter, shown: (cards: readonly Card[]) => boolean): Pages {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, error, refetch } = useInfiniteQuery(tasksQuery(ws, filter))
  const cards = useMemo(() => data?.pages.flatMap((page) => page.items), [data])
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  // A page of which nothing is shown has no end that could come into sight.
  const blank = cards !== undefined && !shown(cards)
  useEffect(() => {
    if (blank) more()
  }, [blank, more])
  return { cards, more, error: cards === undefined ? error : null, again: () => void refetch(), open: hasNextPage }
}
