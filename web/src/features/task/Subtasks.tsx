import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { all, type Card, completeTask, createTask, membersQuery, newTask, run, type Task, tasksQuery } from '~/data'
import { useTexts } from '~/i18n'
import { useDraft } from '~/lib/drafts'
import { byRank } from '~/lib/rank'
import { Avatar, Checkbox, cx, IconButton } from '~/ui'

import { excess, titleLimit, treeOf } from './model'
import styles from './task.module.css'
import { TooLong } from './TooLong'

/** How deep tasks go, the one on top included, and how many lines one paste may make. */
const levels = 5
const mostLines = 100

type Whole = Pick<Task, 'id' | 'project_id' | 'column_id' | 'parent_id'>

/** The parts of a task, which are tasks themselves: Enter makes the next one, indented pasted lines make a tree. */
export function Subtasks({ ws, task, editable }: { ws: string; task: Whole; editable: boolean }) {
  const t = useTexts('task')
  const list = useParts(ws, task.id)
  if (!editable && list.length === 0) return null
  const done = list.filter((one) => one.completed_at !== null).length
  return (
    <section aria-label={t('subtasks')} className={styles['part']}>
      <div className={styles['partHead']}><h2>{t('subtasks')}</h2>{list.length > 0 && <span className={styles['soft']}>{t('doneOf', { done: String(done), all: String(list.length) })}</span>}</div>
      {list.length > 0 && <Parts ws={ws} list={list} depth={1} editable={editable} />}
      {editable && <Add ws={ws} task={task} last={list.at(-1)} />}
    </section>
  )
}

function useParts(ws: string, parent: string, wanted = true): Card[] {
  const { data } = useInfiniteQuery({ ...tasksQuery(ws, { parent, sort: 'rank' }), enabled: wanted })
  return (data?.pages.flatMap((page) => page.items) ?? []).filter((one) => one.parent_id === parent).toSorted(byRank)
}

function Parts({ ws, list, depth, editable }: { ws: string; list: readonly Card[]; depth: number; editable: boolean }) {
  return <ul className={cx(depth > 1 && styles['nested'])}>{list.map((one) => <Part key={one.id} ws={ws} part={one} depth={depth} editable={editable} />)}</ul>
}

function Part({ ws, part, depth, editable }: { ws: string; part: Card; depth: number; editable: boolean }) {
  const t = useTexts('task')
  const [open, setOpen] = useState(depth < 2)
  const below = useParts(ws, part.id, open && part.subtasks > 0)
  const who = useQuery(membersQuery(ws)).data?.find((one) => one.user_id === part.assignee_id)
  const done = part.completed_at !== null
  return (
    <li>
      <div className={styles['item']}>
        <Checkbox bare label={t('donePart', { title: part.title })} checked={done} disabled={!editable} onChange={(next) => void run(completeTask.with({ ws, id: part.id, done: next }))} />
        <Link to="/w/$ws/t/$task" params={{ ws, task: part.id }} className={cx(styles['partTitle'], done && styles['done'])}><bdi>{part.title}</bdi></Link>
        {part.subtasks > 0 && <IconButton icon={open ? 'chevronUp' : 'chevronDown'} size="sm" aria-expanded={open} label={t('below', { count: part.subtasks })} onClick={() => setOpen(!open)} />}
        {who !== undefined && <Avatar id={who.user_id} name={who.name} size="sm" />}
      </div>
      {open && below.length > 0 && <Parts ws={ws} list={below} depth={depth + 1} editable={editable} />}
    </li>
  )
}

function Add({ ws, task, last }: { ws: string; task: Whole; last: Card | undefined }) {
  const t = useTexts('task')
  const [typed = '', keep] = useDraft(`${task.id} part`)
  // Tab makes the next one a part of the one above.
  const [nested, setNested] = useState(false)
  const set = (text: string) => keep(text === '' ? undefined : text)
  const under = nested && last !== undefined ? last : task
  const planned = treeOf(typed, levels - 2)
  const tooLong = planned.find(({ title }) => excess(title, titleLimit) > 0)?.title ?? ''
  const add = async (text: string) => {
    const tree = treeOf(text, levels - 2)
    if (tree.length === 0) return
    if (tree.length > mostLines || tree.some(({ title }) => excess(title, titleLimit) > 0)) return set(text)
    const ids: string[] = []
    const made = tree.map(({ title, parent }) => {
      const one = newTask({ ws, project_id: task.project_id, column_id: task.column_id, title, parent_id: ids[parent] ?? under.id })
      ids.push(one.id)
      return createTask.with(one)
    })
    set('')
    const { ok } = await run(all(made))
    if (!ok) set(text)
  }
  return (
    <div className={cx(nested && last !== undefined && styles['nested'])}>
      <textarea
        className={styles['line']} rows={1} placeholder={t('addPart')} aria-label={nested && last !== undefined ? t('addPartOf', { title: last.title }) : t('addPart')} aria-invalid={tooLong !== ''} value={typed} dir="auto" onChange={(event) => set(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Tab' && typed !== '' && last !== undefined && nested === event.shiftKey) {
            event.preventDefault()
            setNested(!event.shiftKey)
          }
          if (event.key !== 'Enter') return
          event.preventDefault()
          void add(typed)
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text/plain')
          if (!pasted.trim().includes('\n')) return
          event.preventDefault()
          void add(typed + pasted)
        }}
      />
      {planned.length > mostLines ? <span role="status" className={styles['soft']}>{t('tooManyParts', { most: String(mostLines), count: planned.length })}</span> : <TooLong text={tooLong} limit={titleLimit} />}
    </div>
  )
}
