import { useQuery } from '@tanstack/react-query'

import { all, type ChecklistItem, checklistQuery, createItem, deleteItem, newItem, type Outcome, run, updateItem } from '~/data'
import { useTexts } from '~/i18n'
import { useDraft } from '~/lib/drafts'
import { byRank } from '~/lib/rank'
import { Checkbox, IconButton } from '~/ui'

import { excess, linesIn, stepLimit } from './model'
import styles from './task.module.css'
import { TooLong } from './TooLong'

/** Small steps that are ticked off: Enter makes the next one, many pasted lines make many. */
export function Checklist({ ws, task, editable }: { ws: string; task: string; editable: boolean }) {
  const t = useTexts('task')
  const items = (useQuery(checklistQuery(ws, task)).data ?? []).toSorted(byRank)
  const [typed = '', keep] = useDraft(`${task} step`)
  const set = (text: string) => keep(text === '' ? undefined : text)
  const tooLong = linesIn(typed).find((line) => excess(line, stepLimit) > 0) ?? ''
  const add = async (text: string) => {
    const lines = linesIn(text)
    if (lines.length === 0) return
    // What is too long stays where it is, whole.
    if (lines.some((line) => excess(line, stepLimit) > 0)) return set(text)
    set('')
    const { ok } = await run(all(lines.map((line) => createItem.with(newItem({ ws, task, text: line })))))
    if (!ok) set(text)
  }
  if (!editable && items.length === 0) return null
  const done = items.filter((one) => one.done).length
  return (
    <section aria-labelledby="task-checklist" className={styles['part']}>
      <div className={styles['partHead']}><h2 id="task-checklist">{t('checklist')}</h2>{items.length > 0 && <span className={styles['soft']}>{done}/{items.length}</span>}</div>
      <ul>
        {items.map((item) => <Step key={item.id} ws={ws} item={item} editable={editable} />)}
      </ul>
      {editable && (
        <>
          <textarea
            className={styles['line']} rows={1} placeholder={t('addItem')} aria-label={t('addItem')} aria-invalid={tooLong !== ''} value={typed} dir="auto" onChange={(event) => set(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
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
          <TooLong text={tooLong} limit={stepLimit} />
        </>
      )}
    </section>
  )
}

function Step({ ws, item, editable }: { ws: string; item: ChecklistItem; editable: boolean }) {
  const t = useTexts('task')
  const { id, task_id: task, text } = item
  const [draft, setDraft] = useDraft(id)
  if (draft !== undefined) return <StepField text={text} draft={draft} onWrite={setDraft} onSave={(next) => run(updateItem.with({ ws, task, id, fields: { text: next } }))} />
  return (
    <li className={styles['item']}>
      <Checkbox label={<bdi>{text}</bdi>} checked={item.done} disabled={!editable} onChange={(next) => void run(updateItem.with({ ws, task, id, fields: { done: next } }))} />
      {editable && (
        <span className={styles['itemActs']}>
          <IconButton icon="edit" size="sm" label={t('editItem', { text })} onClick={() => setDraft(text)} />
          <IconButton icon="close" size="sm" label={t('removeItem', { text })} onClick={() => void run(deleteItem.with({ ws, task, id }))} />
        </span>
      )}
    </li>
  )
}

/** Enter keeps what was typed, Escape what was there; what is refused or too long stays in the field. */
function StepField({ text, draft, onWrite, onSave }: { text: string; draft: string; onWrite: (draft: string | undefined) => void; onSave: (text: string) => Promise<Outcome> }) {
  const t = useTexts('task')
  const step = draft.replace(/\s*\n\s*/g, ' ').trim()
  const over = excess(step, stepLimit) > 0
  const save = async () => {
    if (over) return
    onWrite(undefined)
    if (step !== '' && step !== text && !(await onSave(step)).ok) onWrite(draft)
  }
  return (
    <li>
      <textarea
        className={styles['line']} rows={1} autoFocus dir="auto" aria-label={t('editItem', { text })} aria-invalid={over} value={draft} onChange={(event) => onWrite(event.target.value)} onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
          event.preventDefault()
          event.stopPropagation()
          if (event.key === 'Enter') void save()
          else onWrite(undefined)
        }}
      />
      <TooLong text={step} limit={stepLimit} />
    </li>
  )
}
