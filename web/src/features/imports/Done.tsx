import { Link } from '@tanstack/react-router'

import type { Import } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Banner, Button, buttonClass } from '~/ui'

import styles from './imports.module.css'
import { groupsOf } from './model'
import { CountList, LedgerList } from './Preview'

export function Done({ made, onAgain }: { made: Import; onAgain: () => void }) {
  const t = useTexts('imports')
  const { id: ws } = useWorkspace()
  return (
    <section className={styles['stack']}>
      <Banner tone="success" live title={t('done', { name: made.name })}><CountList counts={made.counts} /></Banner>
      <LedgerList groups={groupsOf(made.ledger)} />
      <div className={styles['buttons']}>
        {made.project_id !== undefined && <Link to="/w/$ws/p/$project" params={{ ws, project: made.project_id }} className={buttonClass('primary')}>{t('open')}</Link>}
        <Button onClick={onAgain}>{t('another')}</Button>
      </div>
    </section>
  )
}
