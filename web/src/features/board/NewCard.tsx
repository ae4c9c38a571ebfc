import { useRef, useState } from 'react'

import { all, createTask, newTask, run } from '~/data'
import { text, useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'

import styles from './board.module.css'
import { linesOf } from './model'

const mostLines = 100

/** A card that is being written: Enter makes it and begins the next, many pasted lines make as many. */
export function NewCard({ project, column, place, onClose }: { project: string; column: string; place: 'top' | 'bottom'; onClose: () => void }) {
  const t = useTexts('board')
  const { id: ws } = useWorkspace()
  const field = useRef<HTMLTextAreaElement>(null)
  const [wrong, setWrong] = useState<string>()
  const create = (lines: readonly string[]) => {
    if (lines.length > mostLines) return setWrong(t('tooManyLines', { count: mostLines }))
    if (lines.some((title) => [...title].length > 500)) return setWrong(t('tooLong'))
    const ordered = place === 'top' ? lines.toReversed() : lines
    const tasks = ordered.map((title) => newTask({ ws, project_id: project, column_id: column, title, spot: { position: place } }))
    // Being about the column as well, each is sent after the one before: the server keeps their order.
    const made = tasks.map((task) => ({ ...createTask.with(task), about: [task.id, `new in ${column}`] }))
    const [first] = made
    if (made.length === 1 && first !== undefined) void run(first)
    else if (made.length > 1) void run(all(made, () => ({ text: text('board:created', { count: made.length }), toast: true })))
    setWrong(undefined)
    if (field.current !== null) field.current.value = ''
  }
  return (
    <div className={styles['newCard']}>
      <textarea
        ref={field} className={styles['field']} rows={2} aria-label={t('newTitle')} placeholder={t('newHint')} autoFocus dir="auto" aria-invalid={wrong !== undefined}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') onClose()
          if (event.key !== 'Enter' || event.shiftKey) return
          event.preventDefault()
          create(linesOf(event.currentTarget.value))
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text/plain')
          if (linesOf(pasted).length < 2 || event.currentTarget.value.trim() !== '') return
          event.preventDefault()
          create(linesOf(pasted))
        }}
        onBlur={(event) => {
          const lines = linesOf(event.target.value)
          if (lines.length > 0) create(lines)
          onClose()
        }}
      />
      {wrong !== undefined && <p role="alert" className={styles['wrong']}>{wrong}</p>}
    </div>
  )
}
