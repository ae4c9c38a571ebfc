import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { api, once, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { type Import, importsQuery, keys, membersQuery, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { explain } from '~/lib/explain'
import { newKey } from '~/lib/ids'
import { useWorkspace } from '~/lib/workspace'
import { AlertDialog, Badge, Button, toast } from '~/ui'

import styles from './imports.module.css'

/** What was imported before, with the way back. */
export function History() {
  const t = useTexts('imports')
  const { id: ws, can } = useWorkspace()
  const list = useQuery({ ...importsQuery(ws), enabled: can('imports:read') }).data
  if (list === undefined || list.length === 0) return null
  return (
    <section className={styles['stack']}>
      <h2 className={styles['heading']}>{t('history')}</h2>
      <ul className={styles['rows']}>{list.toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1)).map((one) => <Row key={one.id} one={one} />)}</ul>
    </section>
  )
}

function Row({ one }: { one: Import }) {
  const t = useTexts('imports')
  const { id: ws, can } = useWorkspace()
  const who = useQuery(membersQuery(ws)).data?.find((member) => member.user_id === one.created_by)?.name ?? t('common:person.somebody')
  const undo = async () => {
    try {
      const undone = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/imports/{import_id}/undo', { params: { path: { workspace_id: ws, import_id: one.id ?? '' } }, headers: once(newKey()) }))
      toast({ text: t('undone', { count: undone.removed.tasks }), ...(undone.kept.tasks > 0 ? { detail: t('kept', { count: undone.kept.tasks }) } : {}) })
    } catch (error) {
      if (!isProblem(error)) throw error
      toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
    }
    await queryClient.invalidateQueries({ queryKey: keys.workspace(ws) })
  }
  return (
    <li className={styles['row']}>
      <div className={styles['what']}>
        <p>
          {one.project_id !== undefined && one.undone_at === null ? <Link to="/w/$ws/p/$project" params={{ ws, project: one.project_id }} className={styles['strong']}><bdi>{one.name}</bdi></Link> : <bdi className={styles['strong']}>{one.name}</bdi>}{' '}
          <Badge>{t(`from.${one.source}`)}</Badge> {one.undone_at !== null && <Badge tone="warning">{t('wasUndone')}</Badge>}
        </p>
        <p className={styles['soft']}>{t('by', { who, date: formatDate(new Date(one.created_at), { dateStyle: 'medium', timeStyle: 'short' }), count: one.counts.tasks })}</p>
      </div>
      {one.undone_at === null && can('imports:create') && (
        <AlertDialog title={t('undoTitle', { name: one.name })} action={t('undo')} danger trigger={<Button size="sm" aria-label={t('undoOf', { name: one.name })}>{t('undo')}</Button>} onConfirm={() => void undo()}>{t('undoText')}</AlertDialog>
      )}
    </li>
  )
}
