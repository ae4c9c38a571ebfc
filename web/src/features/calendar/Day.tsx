import { Link } from '@tanstack/react-router'
import { useRef } from 'react'

import type { Card } from '~/data'
import type { Rights } from '~/features/list'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { useNow } from '~/lib/now'
import { isDay, zoneHere } from '~/lib/zone'
import { cx, VisuallyHidden } from '~/ui'

import styles from './calendar.module.css'
import { isLate } from './model'
import { useDrag } from './useDays'

export interface Acts {
  ws: string
  /** The task that was moved last, which stays in sight. */
  held: string | undefined
  today: string
  rights: Rights
  mayCreate: boolean
  /** Gives a task another day, or none. */
  move(id: string, day: string | null): void
  /** Brings the focus to where the task will be. */
  follow(id: string): void
  create(day: string): void
}

export const noon = (day: string): Date => new Date(`${day}T12:00:00Z`)
export const longDay = (day: string): string => formatDate(noon(day), { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })

/** A task on its day. */
export function TaskLine({ card, acts, drags = true }: { card: Card; acts: Acts; drags?: boolean }) {
  const t = useTexts('calendar')
  const item = useRef<HTMLLIElement>(null)
  const now = useNow()
  useDrag(item, card.id, drags && acts.rights.edit(card))
  const late = isLate(card, now, zoneHere())
  const time = card.due === null || isDay(card.due) ? undefined : formatDate(new Date(card.due), { timeStyle: 'short' })
  return (
    <li ref={item} className={styles['task']}>
      <Link
        to="/w/$ws/t/$task" params={{ ws: acts.ws, task: card.id }} data-task={card.id} draggable={false} title={card.title} {...(acts.rights.edit(card) ? { 'aria-keyshortcuts': 'Alt+ArrowLeft Alt+ArrowRight Alt+ArrowUp Alt+ArrowDown' } : {})}
        className={cx(styles['line'], late && styles['late'], card.completed_at !== null && styles['done'])}
      >
        {time !== undefined && <span className={styles['time']}>{time}</span>}
        <bdi className={styles['name']}>{card.title}</bdi>
        {late && <VisuallyHidden> {t('late')}</VisuallyHidden>}
        {card.completed_at !== null && <VisuallyHidden> {t('common:action.done')}</VisuallyHidden>}
      </Link>
    </li>
  )
}
