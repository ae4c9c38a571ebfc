import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'

import { all, checklistQuery, createItem, deleteItem, newItem, run, updateItem } from '~/data'
import { useTexts } from '~/i18n'
import { byRank } from '~/lib/rank'
import { Checkbox, IconButton } from '~/ui'

import styles from './task.module.css'

/** Small steps that are ticked off: Enter makes the next one, many pasted lines make many. */
export function Checklist({ ws, task, editable }: { ws: string; task: string; editable: boolean }) {
  const t = useTexts('task')
  const items = (useQuery(checklistQuery(ws, task)).data ?? []).toSorted(byRank)
  const field = useRef<HTMLInputElement>(null)
  const add = (text: string) => {
    const made = text.split(/\r\n?|\n/).map((line) => line.trim()).filter((line) => line !== '').map((line) => createItem.with(newItem({ ws, task, text: line.slice(0, 500) })))
    if (made.length > 0) void run(all(made))
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
        <input
          ref={field} className={styles['line']} placeholder={t('addItem')} aria-label={t('addItem')} maxLength={500} dir="auto"
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            add(event.currentTarget.value)
            event.currentTarget.value = ''
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text/plain')
            if (!pasted.trim().includes('\n')) return
            event.preventDefault()
            add(pasted)
          }}
        />
      )}
    </section>
  )
}
