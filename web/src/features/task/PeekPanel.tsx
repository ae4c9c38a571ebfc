import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { isProblem } from '~/api/problem'
import { taskQuery } from '~/data'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { EmptyState, Icon, IconButton } from '~/ui'

import styles from './task.module.css'
import { TaskBody } from './TaskBody'
import { useGone } from './useGone'

/** A task beside what it was found in. */
export function PeekPanel({ ws, task: id, onClose }: { ws: string; task: string; onClose: () => void }) {
  const t = useTexts('task')
  const { data: task, error } = useQuery(taskQuery(ws, id))
  const gone = useGone(ws, id, task?.project_id) || isProblem(error, 'not-found')
  const buttons = (
    <>
      <Link to="/w/$ws/t/$task" params={{ ws, task: id }} className={styles['toPage']} aria-label={t('open')} title={t('open')}><Icon name="external" /></Link>
      <IconButton icon="close" label={t('closePeek')} keys="Escape" onClick={onClose} />
    </>
  )
  return (
    <aside className={styles['peek']} aria-label={t('peek')}>
      {task !== undefined && <TaskBody key={id} ws={ws} task={task} gone={gone} onGone={onClose} actions={buttons} />}
      {task === undefined && isProblem(error) && <EmptyState icon="search" title={t('gone')} actions={<IconButton icon="close" label={t('closePeek')} onClick={onClose} />}>{explain(error)}</EmptyState>}
    </aside>
  )
}
