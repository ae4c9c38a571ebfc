import { useQuery } from '@tanstack/react-query'

import { type Comment, commentsQuery, createComment, deleteComment, membersQuery, meQuery, newComment, run, updateComment } from '~/data'
import { useTexts } from '~/i18n'
import { formatAgo, formatDate } from '~/i18n/format'
import { useDraft } from '~/lib/drafts'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { Avatar, Button } from '~/ui'

import { Markdown } from './Markdown'
import { excess, textLimit } from './model'
import styles from './task.module.css'
import { TooLong } from './TooLong'
import { Writing } from './Writing'

export function Comments({ ws, task }: { ws: string; task: string }) {
  const t = useTexts('task')
  const { can } = useWorkspace()
  const comments = useQuery(commentsQuery(ws, task)).data
  return (
    <section aria-label={t('comments')} className={styles['part']}>
      <ul className={styles['comments']}>{comments?.map((one) => <Row key={one.id} ws={ws} comment={one} task={task} />)}</ul>
      {can('comments:create') && <Write ws={ws} task={task} />}
    </section>
  )
}

function Write({ ws, task }: { ws: string; task: string }) {
  const t = useTexts('task')
  const [draft = '', keep] = useDraft(`${task} comment`)
  const set = (text: string) => keep(text === '' ? undefined : text)
  const send = async () => {
    const body = draft.trim()
    if (body === '' || excess(body, textLimit) > 0) return
    set('')
    const { ok } = await run(createComment.with(newComment({ ws, task, body })))
    if (!ok) set(body)
  }
  return (
    <div className={styles['editor']}>
      <Writing
        ws={ws} rows={3} aria-invalid={excess(draft.trim(), textLimit) > 0} aria-label={t('write')} placeholder={t('write')} value={draft} onWrite={set}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          event.stopPropagation()
          void send()
        }}
      />
      <div className={styles['actions']}><Button variant="primary" onClick={() => void send()}>{t('send')}</Button><span className={styles['soft']}>{t('markdown')}</span><TooLong text={draft.trim()} limit={textLimit} /></div>
    </div>
  )
}

function Row({ ws, task, comment }: { ws: string; task: string; comment: Comment }) {
  const t = useTexts('task')
  const { role } = useWorkspace()
  const now = useNow()
  const me = useQuery(meQuery()).data?.id
  const author = useQuery(membersQuery(ws)).data?.find((one) => one.user_id === comment.author_id)
  const [draft, setDraft] = useDraft(comment.id)
  const mine = comment.author_id === me
  const at = new Date(comment.created_at)
  const save = async () => {
    if (draft === undefined || excess(draft, textLimit) > 0) return
    const kept = draft
    setDraft(undefined)
    if (kept.trim() !== '' && kept !== comment.body && !(await run(updateComment.with({ ws, task, id: comment.id, body: kept }))).ok) setDraft(kept)
  }
  return (
    <li className={styles['comment']}>
      <Avatar id={comment.author_id ?? ''} name={author?.name ?? t('common:person.somebody')} decorative />
      <div className={styles['commentBody']}>
        <p className={styles['by']}>
          <bdi className={styles['author']}>{author?.name ?? t('common:person.somebody')}</bdi>
          <time dateTime={comment.created_at} title={formatDate(at, { dateStyle: 'full', timeStyle: 'short' })}>{formatAgo(at, now)}</time>
          <span className={styles['gap']} />
          {mine && <Button size="sm" variant="ghost" onClick={() => setDraft(comment.body)}>{t('common:action.edit')}</Button>}
          {(mine || role === 'owner' || role === 'admin') && <Button size="sm" variant="ghost" onClick={() => void run(deleteComment.with({ ws, task, id: comment.id }))}>{t('common:action.delete')}</Button>}
        </p>
        {draft === undefined ? <Markdown text={comment.body} /> : (
          <div className={styles['editor']}>
            <Writing ws={ws} rows={4} aria-invalid={excess(draft, textLimit) > 0} aria-label={t('editComment')} value={draft} autoFocus onWrite={setDraft} />
            <div className={styles['actions']}><Button variant="primary" onClick={() => void save()}>{t('common:action.save')}</Button><Button onClick={() => setDraft(undefined)}>{t('common:action.cancel')}</Button><TooLong text={draft} limit={textLimit} /></div>
          </div>
        )}
      </div>
    </li>
  )
}
