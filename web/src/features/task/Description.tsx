import type { Outcome } from '~/data'
import { useTexts } from '~/i18n'
import { useDraft } from '~/lib/drafts'
import { Button } from '~/ui'

import { Markdown } from './Markdown'
import { excess, textLimit } from './model'
import styles from './task.module.css'
import { TooLong } from './TooLong'
import { Writing } from './Writing'

interface DescriptionProps { ws: string; /** Names its draft. */ what: string; value: string; editable: boolean; onSave: (text: string) => Promise<Outcome> }

/** Markdown that is read as a page and written as text. What was typed stays until the server has it. */
export function Description({ ws, what, value, editable, onSave }: DescriptionProps) {
  const t = useTexts('task')
  const [draft, setDraft] = useDraft(what)
  const save = async () => {
    if (draft === undefined || excess(draft, textLimit) > 0) return
    const kept = draft
    setDraft(undefined)
    if (kept !== value && !(await onSave(kept)).ok) setDraft(kept)
  }
  return (
    <section aria-labelledby="task-description" className={styles['part']}>
      <div className={styles['partHead']}>
        <h2 id="task-description">{t('description')}</h2>
        {editable && draft === undefined && value !== '' && <Button size="sm" variant="ghost" icon="edit" onClick={() => setDraft(value)}>{t('common:action.edit')}</Button>}
      </div>
      {draft === undefined
        ? value !== '' ? <Markdown text={value} /> : editable ? <button type="button" className={styles['placeholder']} onClick={() => setDraft('')}>{t('addDescription')}</button> : <p className={styles['soft']}>{t('noDescription')}</p>
        : (
          <div className={styles['editor']}>
            <Writing
              ws={ws} aria-labelledby="task-description" rows={8} value={draft} aria-invalid={excess(draft, textLimit) > 0} autoFocus onWrite={setDraft}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                  event.preventDefault()
                  event.stopPropagation()
                  void save()
                }
              }}
            />
            <div className={styles['actions']}>
              <Button variant="primary" onClick={() => void save()}>{t('common:action.save')}</Button>
              <Button onClick={() => setDraft(undefined)}>{t('common:action.cancel')}</Button>
              <span className={styles['soft']}>{t('markdown')}</span>
              <TooLong text={draft} limit={textLimit} />
            </div>
          </div>
        )}
    </section>
  )
}
