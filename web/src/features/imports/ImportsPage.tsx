import { useState } from 'react'

import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { EmptyState } from '~/ui'

import { Choose } from './Choose'
import { History } from './History'
import styles from './imports.module.css'

/** Boards of other products: brought in after a look at what would happen, and taken out again. */
export function ImportsPage() {
  const t = useTexts('imports')
  const { can } = useWorkspace()
  // A new key empties the form once a board has come in.
  const [done, setDone] = useState(0)
  return (
    <div className={styles['page']}>
      <h1 className={styles['title']}>{t('title')}</h1>
      {can('imports:create') ? <Choose key={done} onAgain={() => setDone(done + 1)} /> : <EmptyState icon="import" title={t('notYours')}>{t('notYoursText')}</EmptyState>}
      <History />
    </div>
  )
}
