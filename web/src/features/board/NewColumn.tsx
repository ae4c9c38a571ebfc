import { useState } from 'react'

import { createColumn, newColumn, run } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Icon } from '~/ui'

import styles from './board.module.css'

/** The place after the last column, where the next one is named. */
export function NewColumn({ project }: { project: string }) {
  const t = useTexts('board')
  const { id: ws } = useWorkspace()
  const [naming, setNaming] = useState(false)
  if (!naming) return <button type="button" className={styles['addColumn']} onClick={() => setNaming(true)}><Icon name="plus" size="sm" />{t('addColumn')}</button>
  const create = (name: string) => {
    setNaming(false)
    if (name !== '') void run(createColumn.with(newColumn({ ws, project, name })))
  }
  return (
    <input
      className={styles['columnField']} aria-label={t('columnName')} placeholder={t('columnName')} maxLength={100} autoFocus dir="auto"
      onBlur={(event) => create(event.target.value.trim())}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Escape') setNaming(false)
        if (event.key === 'Enter') create(event.currentTarget.value.trim())
      }}
    />
  )
}
