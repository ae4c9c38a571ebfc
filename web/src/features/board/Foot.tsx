import type { Card } from '~/data'
import { useDueText } from '~/features/list'
import { useTexts } from '~/i18n'
import { useNow } from '~/lib/now'
import { isOverdue, zoneHere } from '~/lib/zone'
import { Avatar, cx, Icon } from '~/ui'

import styles from './board.module.css'
import type { Looks } from './Column'

/** What is known of a card beside its title and labels; nothing, where that goes without saying. */
export function Foot({ card, looks }: { card: Card; looks: Looks }) {
  const t = useTexts('board')
  const now = useNow()
  const dueText = useDueText()
  const member = looks.members.find((one) => one.user_id === card.assignee_id)
  const late = card.due !== null && card.completed_at === null && isOverdue(card.due, now, zoneHere())
  const count = (icon: 'comment' | 'checklist' | 'subtasks', what: string, label: string) => what !== '' && <span className={styles['count']}><Icon name={icon} size="sm" label={label} />{what}</span>
  const part = (done: number | undefined, all: number | undefined) => (all === undefined || all === 0 ? '' : `${done ?? 0}/${all}`)
  const plain = card.due === null && member === undefined && card.priority === 'medium' && !card.comments && !card.checklist_total && card.subtasks === 0
  if (plain) return undefined
  return (
    <span className={styles['foot']}>
      {card.priority !== 'medium' && <span data-priority={card.priority} className={styles['priority']}><Icon name="priority" size="sm" label={t(`common:priority.${card.priority}`)} /></span>}
      {card.due !== null && <span className={cx(styles['due'], late && styles['late'])}><Icon name="calendar" size="sm" label={t(late ? 'late' : 'due')} />{dueText(card.due, now)}{card.repeat !== null && <Icon name="repeat" size="sm" label={t('repeats')} />}</span>}
      {count('comment', card.comments ? String(card.comments) : '', t('comments'))}
      {count('checklist', part(card.checklist_done, card.checklist_total), t('checklist'))}
      {count('subtasks', part(card.subtasks_done, card.subtasks), t('subtasks'))}
      <span className={styles['gap']} />
      {member !== undefined && <Avatar id={member.user_id} name={member.name} size="sm" />}
    </span>
  )
}
