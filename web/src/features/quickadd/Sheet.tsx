import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type RefObject, useId, useState } from 'react'

import { isProblem } from '~/api/problem'
import { columnsQuery } from '~/data'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { useStore } from '~/lib/store'
import { useWorkspace } from '~/lib/workspace'
import { Button, EmptyState, Icon, Kbd, Select } from '~/ui'

import { Chips } from './Chips'
import { Composer } from './Composer'
import { makeTasks, type Made } from './create'
import { clearDraft, draft, restoreDraft } from './draft'
import { fieldsOf, type Line, mostLines } from './model'
import styles from './quickadd.module.css'
import { type Composer as State, useComposer } from './useComposer'

type Field = RefObject<HTMLTextAreaElement | null>

/** What stands in the dialog: fetched after the page, so that the page doesn't wait for it. */
export function Sheet({ field }: { field: Field }) {
  const t = useTexts('quickadd')
  const { id: ws } = useWorkspace()
  const state = useComposer(ws, field)
  const project = useProject(state)
  if (project === undefined) return <EmptyState icon="board" title={t('noProject')}>{t('noProjectText')}</EmptyState>
  return <Writing ws={ws} field={field} state={state} project={project} />
}

/** Where tasks go that name no project: the page's, or the first. */
function useProject(state: State): string | undefined {
  const { project: shown } = useParams({ strict: false }) as { project?: string }
  const { project: chosen } = useStore(draft)
  const { projects } = state.known
  return [chosen, shown].find((id) => projects.some((one) => one.id === id)) ?? projects[0]?.id
}

function Writing({ ws, field, state, project }: { ws: string; field: Field; state: State; project: string }) {
  const t = useTexts('quickadd')
  const say = useSaying(ws)
  const message = useId()
  const [wrong, setWrong] = useState<string>()
  // Known before it is needed, so that the task is shown the moment that it is made.
  useQuery(columnsQuery(ws, project))
  const { lines } = state
  const submit = async (stay: boolean) => {
    const refusal = refusalOf(lines, t)
    setWrong(refusal)
    if (refusal !== undefined) return field.current?.focus()
    try {
      const { settled } = await makeTasks(ws, lines, project, say)
      const written = state.text
      clearDraft(stay)
      void settled.then((outcome) => !outcome.ok && restoreDraft(written))
    } catch (error) {
      if (!isProblem(error)) throw error
      setWrong(explain(error))
    }
  }
  return (
    <div className={styles['sheet']}>
      <Composer state={state} field={field} describedBy={message} invalid={wrong !== undefined} onSubmit={(stay) => void submit(stay)} />
      {lines.length > 1 ? <Preview lines={lines} /> : <Chips tokens={state.tokens} onRefuse={(token) => {
        state.refuse(token)
        field.current?.focus()
      }} />}
      <p id={message} role="status" className={styles['message']}>{wrong ?? ''}</p>
      <Foot state={state} project={project} count={lines.length} onCreate={() => void submit(false)} />
    </div>
  )
}

type Say = ReturnType<typeof useTexts<'quickadd'>>

function refusalOf(lines: readonly Line[], t: Say): string | undefined {
  if (lines.length === 0 || lines.some((one) => one.title === '')) return t('noTitle')
  if (lines.length > mostLines) return t('tooMany', { count: mostLines })
  const long = lines.find((one) => one.tooLong)
  return long === undefined ? undefined : t('tooLong', { over: [...long.title].length - 500 })
}

function Preview({ lines }: { lines: readonly Line[] }) {
  const t = useTexts('quickadd')
  return (
    <ol className={styles['preview']} aria-label={t('preview', { count: lines.length })}>
      {lines.slice(0, 50).map((line) => (
        <li key={line.start} className={styles['line']}>
          <bdi className={styles['lineTitle']}>{line.title}</bdi>
          <Chips tokens={line.tokens} />
        </li>
      ))}
    </ol>
  )
}

function Foot({ state, project, count, onCreate }: { state: State; project: string; count: number; onCreate: () => void }) {
  const t = useTexts('quickadd')
  const named = fieldsOf(state.tokens).project
  return (
    <div className={styles['foot']}>
      <span className={styles['project']}>
        <Icon name="board" size="sm" />
        <Select
          label={t('kind.project')} value={count <= 1 ? named ?? project : project} options={state.known.projects.map((one) => ({ value: one.id, label: one.name }))}
          disabled={count <= 1 && named !== undefined} onChange={(next) => draft.set((before) => ({ ...before, project: next }))}
        />
      </span>
      <span className={styles['hint']}><Kbd keys="shift+enter" /> {t('newLine')} <Kbd keys="mod+enter" /> {t('another')}</span>
      <Button variant="primary" onClick={onCreate}>{t('create', { count: Math.max(1, count) })}</Button>
    </div>
  )
}

/** useSaying is what is said of the tasks once they are there, with a way to them. */
function useSaying(ws: string) {
  const t = useTexts('quickadd')
  const navigate = useNavigate()
  return (made: readonly Made[]) => {
    const [first] = made
    const text = made.length === 1 ? t('common:said.created', { title: short(first?.title ?? '') }) : t('created', { count: made.length })
    const open = () => void (made.length === 1
      ? navigate({ to: '/w/$ws/t/$task', params: { ws, task: first?.id ?? '' } })
      : navigate({ to: '/w/$ws/p/$project', params: { ws, project: first?.project ?? '' } }))
    return { text, toast: true, also: { label: t('common:action.open'), run: open } }
  }
}

const short = (title: string) => (title.length > 60 ? `${title.slice(0, 59)}…` : title)
