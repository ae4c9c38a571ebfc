import { useQuery } from '@tanstack/react-query'

import { all, checklistQuery, createItem, deleteItem, newItem, run, updateItem } from '~/data'
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
        {items.map((item) => (
          <li key={item.id} className={styles['item']}>
            <Checkbox label={<bdi>{item.text}</bdi>} checked={item.done} disabled={!editable} onChange={(next) => void run(updateItem.with({ ws, task, id: item.id, fields: { done: next } }))} />
            {editable && <IconButton icon="close" size="sm" label={t('removeItem', { text: item.text })} onClick={() => void run(deleteItem.with({ ws, task, id: item.id }))} />}
          </li>
        ))}
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
