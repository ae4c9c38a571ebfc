import { useEffect, useRef } from 'react'

import type { Card } from '~/data'
import { Pick, useDueText } from '~/features/list'
import { useTexts } from '~/i18n'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { isOverdue, zoneHere } from '~/lib/zone'
import { Avatar, type Color, ContextMenu, cx, Icon, LabelChip, MenuItem, MenuSeparator } from '~/ui'

import styles from './board.module.css'
import type { Looks } from './Column'
import type { BoardState } from './useBoard'
import { useCardDrag } from './useDrag'

export function CardView({ card, state, looks }: { card: Card; state: BoardState; looks: Looks }) {
  const t = useTexts('board')
  const { can } = useWorkspace()
  const item = useRef<HTMLLIElement>(null)
  const edge = useCardDrag(item, card.id, can('tasks:update') && state.editing !== card.id)
  const done = card.completed_at !== null
  const picking = state.picking?.id === card.id ? state.picking.what : undefined
  return (
    <li ref={item} className={cx(styles['item'], edge === 'upper' && styles['upper'], edge === 'lower' && styles['lower'])}>
      <ContextMenu menu={<CardMenu card={card} state={state} />} onOpenChange={() => state.focus(card.id)}>
        {/* The board hears the keys of its cards. */}
        {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
        <div
          className={cx(styles['card'], done && styles['done'])} data-card={card.id} data-selected={state.selected.has(card.id) ? '' : undefined}
          role="button" aria-roledescription={t('card')} aria-label={card.title} aria-keyshortcuts="Enter E X S A P L D" aria-pressed={state.selected.has(card.id)} tabIndex={state.focused === card.id ? 0 : -1}
          onFocus={() => state.focus(card.id)}
          onClick={(event) => {
            if (event.target instanceof Element && event.target.closest('button, input, textarea') !== null) return
            if (event.ctrlKey || event.metaKey || event.shiftKey) state.toggle(card.id)
            else state.open(card)
          }}
        >
          <CardBody card={card} state={state} looks={looks} />
        </div>
      </ContextMenu>
      {picking !== undefined && <Pick what={picking} acts={state} looks={looks} anchor={item} />}
    </li>
  )
}

function CardBody({ card, state, looks }: { card: Card; state: BoardState; looks: Looks }) {
  const labels = card.labels.flatMap((id) => looks.labels.find((one) => one.id === id) ?? [])
  return (
    <>
      {labels.length > 0 && <span className={styles['labels']}>{labels.slice(0, 6).map((one) => <LabelChip key={one.id} name={one.name} color={one.color as Color} />)}</span>}
      {state.editing === card.id ? <TitleField card={card} state={state} /> : <bdi className={styles['title']}>{card.title}</bdi>}
      <Foot card={card} looks={looks} />
    </>
  )
}

function TitleField({ card, state }: { card: Card; state: BoardState }) {
  const t = useTexts('list')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.select(), [])
  return (
    <textarea
      ref={field} className={styles['field']} defaultValue={card.title} aria-label={t('verb.edit')} maxLength={500} rows={2} dir="auto" autoFocus
      onBlur={(event) => {
        state.rename(card, event.target.value.replace(/\s*\n\s*/g, ' '))
        if (state.editing === card.id) state.close()
      }}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
        event.preventDefault()
        if (event.key === 'Escape') event.currentTarget.value = card.title
        state.rename(card, event.currentTarget.value)
        state.close()
      }}
    />
  )
}

function Foot({ card, looks }: { card: Card; looks: Looks }) {
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
      {card.due !== null && <span className={cx(styles['due'], late && styles['late'])}><Icon name="calendar" size="sm" label={t(late ? 'late' : 'due')} />{dueText(card.due, now)}</span>}
      {count('comment', card.comments ? String(card.comments) : '', t('comments'))}
      {count('checklist', part(card.checklist_done, card.checklist_total), t('checklist'))}
      {count('subtasks', part(card.subtasks_done, card.subtasks), t('subtasks'))}
      <span className={styles['gap']} />
      {member !== undefined && <Avatar id={member.user_id} name={member.name} size="sm" />}
    </span>
  )
}

/** The same verbs as by the keys, for the pointer. */
function CardMenu({ card, state }: { card: Card; state: BoardState }) {
  const t = useTexts('list')
  const { can } = useWorkspace()
  const cards = state.selected.has(card.id) ? state.targets : [card]
  return (
    <>
      <MenuItem icon="peek" keys="enter" onSelect={() => state.open(card)}>{t('common:action.open')}</MenuItem>
      {can('tasks:update') && (
        <>
          <MenuItem icon="check" keys="mod+enter" onSelect={() => state.complete(cards)}>{t(card.completed_at === null ? 'common:action.done' : 'reopen')}</MenuItem>
          <MenuItem icon="edit" keys="e" onSelect={() => state.edit(card.id)}>{t('verb.edit')}</MenuItem>
          <MenuSeparator />
          <MenuItem icon="board" keys="s" onSelect={() => state.pick(card.id, 'status')}>{t('verb.status')}</MenuItem>
          <MenuItem icon="user" keys="a" onSelect={() => state.pick(card.id, 'assignee')}>{t('verb.assignee')}</MenuItem>
          <MenuItem icon="priority" keys="p" onSelect={() => state.pick(card.id, 'priority')}>{t('verb.priority')}</MenuItem>
          <MenuItem icon="tag" keys="l" onSelect={() => state.pick(card.id, 'label')}>{t('verb.label')}</MenuItem>
          <MenuItem icon="calendar" keys="d" onSelect={() => state.pick(card.id, 'due')}>{t('verb.due')}</MenuItem>
        </>
      )}
      {can('tasks:delete') && (
        <>
          <MenuSeparator />
          <MenuItem icon="trash" keys="Delete" danger onSelect={() => state.remove(cards)}>{t('verb.delete')}</MenuItem>
        </>
      )}
    </>
  )
}
