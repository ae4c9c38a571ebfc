import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'

import { type Board, type Card, projectsQuery, queryClient, tasksQuery } from '~/data'
import { type AnyKey, text, useLanguage } from '~/i18n'
import { type Command, commands } from '~/lib/commands'
import { useDebounced } from '~/lib/debounced'
import { useStore } from '~/lib/store'

import type { Item, ItemKind, Sources } from './model'

/** recentTasks are those that were opened on this page, the last one first. */
function recentTasks(ws: string): Card[] {
  const cached = queryClient.getQueryCache().findAll({ queryKey: ['ws', ws, 'task'] })
  const seen = cached.filter(({ state }) => state.data !== undefined).sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
  return seen.map(({ state }) => state.data as Card)
}

/** cachedTasks are those that some page has shown already: they are found before the server has answered. */
function cachedTasks(ws: string): Card[] {
  const boards = queryClient.getQueriesData<Board>({ queryKey: ['ws', ws, 'board'] })
  return boards.flatMap(([, board]) => Object.values(board?.cards ?? {})).filter((card) => card.completed_at === null)
}

/** What is about the task at hand comes first, what is about the page last. */
const nearest: ReadonlyArray<Command['group']> = ['task', 'general', 'board', 'navigation', 'edit', 'view']

/** offered are the commands that can be run now; of several with one id the newest counts, as for keys. */
function offered(all: readonly Command[]): Command[] {
  const now = all.filter((one, at) => one.id !== 'palette.open' && one.when?.() !== false && !all.slice(at + 1).some((later) => later.id === one.id))
  const place = ({ group }: Command) => nearest.indexOf(group ?? 'general')
  return now.sort((a, b) => place(a) - place(b))
}

const searched = 2

/** useSources gathers what the palette can offer. What is known here is there at once; only the search asks the server. */
export function useSources(ws: string, query: string): Sources & { searching: boolean } {
  const navigate = useNavigate()
  const { code } = useLanguage()
  const all = useStore(commands)
  const projects = useQuery(projectsQuery(ws)).data
  const words = useDebounced(query.trim(), 120)
  const wanted = words.length >= searched && query.trim().length >= searched
  const search = useInfiniteQuery({ ...tasksQuery(ws, { text: words }), enabled: wanted, placeholderData: keepPreviousData })
  const here = useMemo(() => {
    const task = (kind: ItemKind) => (card: Card): Item => ({
      id: card.id, kind, title: card.title, done: card.completed_at !== null, detail: projects?.find((one) => one.id === card.project_id)?.name,
      run: () => void navigate({ to: '/w/$ws/t/$task', params: { ws, task: card.id } }),
    })
    return {
      task,
      recent: recentTasks(ws).map(task('recent')),
      known: cachedTasks(ws).map(task('task')),
      commands: offered(all).map((one): Item => ({ id: one.id, kind: 'command', title: text(one.title as AnyKey), keys: one.keys, run: one.run })),
      projects: (projects ?? []).map((one): Item => ({ id: one.id, kind: 'project', title: one.name, run: () => void navigate({ to: '/w/$ws/p/$project', params: { ws, project: one.id } }) })),
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- titles follow the language
  }, [ws, projects, all, navigate, code])
  const found = wanted ? (search.data?.pages.flatMap((page) => page.items) ?? []).map(here.task('task')) : []
  return { ...here, found, searching: wanted && (search.isFetching || words !== query.trim()) }
}
