import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'

import { isProblem } from '~/api/problem'
import { columnsQuery, labelsQuery, membersQuery, projectsQuery, type TaskFilter, tasksQuery } from '~/data'
import { isNarrowed, TaskList, TaskSkeleton, Toolbar, useAddress } from '~/features/list'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { useDebounced } from '~/lib/debounced'
import { useWorkspace } from '~/lib/workspace'
import { Banner, Button, EmptyState, Icon } from '~/ui'

import { asksSomething, foundIn, longestText } from './model'
import styles from './search.module.css'

const defaults = { group: 'none', sort: 'created' } as const

/** All tasks of a workspace by words and filters, which live in the address. */
export function SearchPage() {
  const t = useTexts('search')
  const { id: ws } = useWorkspace()
  const address = useAddress(defaults)
  const { project } = address.filter
  const columns = useQuery({ ...columnsQuery(ws, project ?? ''), enabled: project !== undefined }).data
  const names = { columns: project === undefined ? undefined : columns, members: useQuery(membersQuery(ws)).data ?? [], labels: useQuery(labelsQuery(ws)).data ?? [], projects: useQuery(projectsQuery(ws)).data ?? [] }
  return (
    <div className={styles['page']}>
      <h1 className={styles['hidden']}>{t('title')}</h1>
      <Words text={address.filter.text ?? ''} onChange={(text) => address.set({ text: text === '' ? undefined : text })} />
      <Toolbar address={address} names={names} groups={[]} sorts={[]} />
      <Found ws={ws} filter={address.filter} names={names} onClear={address.clear} />
    </div>
  )
}

/** Words writes what is typed into the address, where going back from a task finds it again. */
function Words({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useTexts('search')
  const [typed, setTyped] = useState(text)
  const [seen, setSeen] = useState(text)
  if (seen !== text) {
    setSeen(text)
    // The address was changed by something else than typing.
    if (text !== typed.trim()) setTyped(text)
  }
  return (
    <search className={styles['words']}>
      <Icon name="search" />
      <input
        type="search" className={styles['field']} value={typed} placeholder={t('placeholder')} aria-label={t('title')} autoFocus autoComplete="off" spellCheck={false} dir="auto" maxLength={longestText}
        onChange={(event) => {
          setTyped(event.target.value)
          setSeen(event.target.value.trim())
          onChange(event.target.value.trim())
        }}
      />
    </search>
  )
}

interface FoundProps { ws: string; filter: TaskFilter; names: Parameters<typeof Toolbar>[0]['names']; onClear: () => void }

function Found({ ws, filter, names, onClear }: FoundProps) {
  const t = useTexts('search')
  const navigate = useNavigate()
  const question = useDebounced(JSON.stringify(filter), 150)
  const asked = useMemo(() => JSON.parse(question) as TaskFilter, [question])
  const words = asked.text ?? ''
  const wanted = asksSomething(words) || (words === '' && isNarrowed(asked))
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({ ...tasksQuery(ws, asked), enabled: wanted, placeholderData: keepPreviousData })
  const cards = useMemo(() => (wanted ? data?.pages.flatMap((page) => page.items) : undefined), [data, wanted])
  const groups = useMemo(() => [{ key: '', by: 'none' as const, cards: cards ?? [] }], [cards])
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  if (!wanted) return <EmptyState icon="search" title={t('start')}>{t('startText')}</EmptyState>
  if (error !== null && cards === undefined) {
    return <div className={styles['failed']}><Banner tone="danger" live actions={<Button size="sm" onClick={() => void refetch()}>{t('common:action.retry')}</Button>}>{isProblem(error) ? explain(error) : t('common:problem.unexpected')}</Banner></div>
  }
  if (cards === undefined) return <TaskSkeleton />
  return (
    <>
      <p role="status" className={styles['count']}>{hasNextPage ? t('atLeast', { count: cards.length }) : t('count', { count: cards.length })}</p>
      {cards.length === 0
        ? <EmptyState icon="search" title={t('nothing')} actions={<Button onClick={onClear}>{t('clear')}</Button>}>{t('nothingText')}</EmptyState>
        : (
          <TaskList
            ws={ws} label={t('results')} groups={groups} members={names.members} labels={names.labels} onEnd={more} found={(title) => foundIn(title, words)}
            hrefOf={(card) => `/w/${ws}/t/${card.id}`} onOpen={(card) => void navigate({ to: '/w/$ws/t/$task', params: { ws, task: card.id } })}
            projectName={(card) => names.projects?.find((one) => one.id === card.project_id)?.name}
          />
        )}
    </>
  )
}
