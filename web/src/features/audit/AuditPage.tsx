import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'

import { isProblem } from '~/api/problem'
import { type AuditEntry, auditQuery, membersQuery } from '~/data'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { Banner, Button, EmptyState, Skeleton } from '~/ui'

import styles from './audit.module.css'
import { Details } from './Details'
import { Entries } from './Entries'
import { Export } from './Export'
import { Filters } from './Filters'
import { type Asked, askedIn, filterOf } from './model'

/** Who did what, when and from where, and what was refused. */
export function AuditPage() {
  const t = useTexts('audit')
  const { id: ws, can } = useWorkspace()
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const asked = useMemo(() => askedIn(search), [search])
  // A day's length is as exact as a question needs: to the hour, the same question is asked once.
  const hour = Math.floor(useNow().getTime() / 3_600_000)
  const filter = useMemo(() => filterOf(asked, new Date(hour * 3_600_000)), [asked, hour])
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({ ...auditQuery(ws, filter), enabled: can('audit:read') })
  const members = useQuery(membersQuery(ws)).data ?? []
  const [open, setOpen] = useState<AuditEntry>()
  const set = (change: Partial<Record<keyof Asked, string | undefined>>) => void navigate({ to: '.', search: (() => Object.fromEntries(Object.entries({ ...asked, ...change }).filter(([, value]) => value !== undefined && value !== '' && value !== 'any'))) as never, replace: true })
  if (!can('audit:read')) return <EmptyState whole icon="shield" title={t('notYours')}>{t('notYoursText')}</EmptyState>
  const list = data?.pages.flatMap((page) => page.items ?? [])
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <h1 className={styles['title']}>{t('title')}</h1>
        <Export ws={ws} filter={filter} />
      </header>
      <Filters asked={asked} members={members} set={set} onClear={() => void navigate({ to: '.', search: {} as never, replace: true })} />
      {isProblem(error) && list === undefined && <Banner tone="danger" live actions={<Button size="sm" onClick={() => void refetch()}>{t('common:action.retry')}</Button>}>{explain(error)}</Banner>}
      {list === undefined && error === null && <Skeleton height="40" />}
      {list?.length === 0 && <EmptyState icon="shield" title={t('empty')}>{t('emptyText')}</EmptyState>}
      {list !== undefined && list.length > 0 && <Entries list={list} members={members} onOpen={setOpen} onTarget={(target) => set({ target })} />}
      {hasNextPage && <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common:action.showMore')}</Button>}
      {open !== undefined && <Details entry={open} members={members} onClose={() => setOpen(undefined)} />}
    </div>
  )
}
