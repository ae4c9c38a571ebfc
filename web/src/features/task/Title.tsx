import { useState } from 'react'

import { useTexts } from '~/i18n'
import { cx } from '~/ui'

import { excess, titleLimit } from './model'
import styles from './task.module.css'
import { TooLong } from './TooLong'

interface TitleProps { value: string; editable: boolean; done: boolean; onSave: (title: string) => void }

/** The title is a field where it stands: Enter keeps what was typed, Escape what was there. */
export function Title({ value, editable, done, onSave }: TitleProps) {
  const t = useTexts('task')
  const [draft, setDraft] = useState<string>()
  const title = draft?.replace(/\s*\n\s*/g, ' ').trim()
  const over = excess(title ?? '', titleLimit) > 0
  const save = () => {
    if (over) return
    if (title !== undefined && title !== '' && title !== value) onSave(title)
    setDraft(undefined)
  }
  return (
    <h1 className={cx(styles['title'], done && styles['done'])}>
      {editable
        ? (
          <textarea
            className={styles['titleField']} aria-label={t('title')} rows={1} dir="auto" value={draft ?? value} aria-invalid={over}
            onChange={(event) => setDraft(event.target.value)} onBlur={save}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
              event.preventDefault()
              if (event.key === 'Enter' && over) return
              if (event.key === 'Enter') save()
              else setDraft(undefined)
              event.currentTarget.blur()
            }}
          />
        )
        : <bdi>{value}</bdi>}
      {editable && <TooLong text={title ?? ''} limit={titleLimit} />}
    </h1>
  )
}
