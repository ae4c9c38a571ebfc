import { type MouseEvent, useEffect, useRef, useState } from 'react'

import type { Card, Label, Member } from '~/data'
import { useTexts } from '~/i18n'
import { useNow } from '~/lib/now'
import { isOverdue, zoneHere } from '~/lib/zone'
import { Avatar, type Color, cx, Icon, LabelChip } from '~/ui'
import { Marked } from '~/ui/Marked'

import { useDueText } from './dueText'
import { handleLine } from './keys'
import styles from './list.module.css'
import { Pick } from './Pick'
import type { Row } from './rows'
import type { Acts, Choice } from './useActs'
import type { Rows } from './useRows'

/** What lines need to know to show names for ids. */
export interface Looks {
  /** The address of a task's own page. */
  hrefOf: (card: Card) => string
  members: readonly Member[]
  labels: readonly Label[]
  /** The name of a task's project, where tasks of several stand together; that of its status, where it isn't the heading. */
  projectName?: ((card: Card) => string | undefined) | undefined
  statusName?: ((card: Card) => string | undefined) | undefined
  /** What a search has found in a title. */
  found?: ((title: string) => ReadonlyArray<readonly [number, number]>) | undefined
}

export interface TaskRowProps { row: Extract<Row, { kind: 'task' }>; rows: Rows; acts: Acts; looks: Looks }

export function TaskRow({ row, rows, acts, looks }: TaskRowProps) {
  const { card, key } = row
  const t = useTexts('list')
  const anchor = useRef<HTMLDivElement>(null)
  const focused = rows.focused === key
  const done = card.completed_at !== null
  const tab = focused ? 0 : -1
  const picking = acts.picking?.key === key ? acts.picking.what : undefined
  return (
    <div
      ref={anchor} className={cx(styles['row'], done && styles['done'])} data-selected={rows.selected.has(card.id) ? '' : undefined} data-here={focused && rows.here ? '' : undefined}
      onFocus={() => rows.onFocus(key)}
    >
      <button
        type="button" role="checkbox" aria-checked={done} aria-label={t('complete', { title: card.title })} tabIndex={tab} disabled={!acts.rights.finish(card)} className={styles['check']}
        onClick={() => acts.complete([card], !done)}
      >
        <Icon name="check" size="sm" />
      </button>
      {acts.editing === key ? <TitleField card={card} acts={acts} /> : <Title row={row} rows={rows} acts={acts} looks={looks} tab={tab} />}
      <Cells card={card} looks={looks} tab={tab} mayEdit={acts.rights.edit(card)} onPick={(what) => {
        rows.focus(key)
        acts.pick(key, what)
      }} />
      {picking !== undefined && <Pick what={picking} acts={acts} looks={looks} anchor={anchor} />}
    </div>
  )
}

export const isTouch = (event: MouseEvent) => (event.nativeEvent as PointerEvent).pointerType === 'touch'

function Title({ row: { card, key }, rows, acts, looks, tab }: TaskRowProps & { tab: number }) {
  const t = useTexts('list')
  const selected = rows.selected.has(card.id)
  return (
    <a
      href={looks.hrefOf(card)} data-line data-task={card.id} className={styles['title']} tabIndex={tab} aria-keyshortcuts="Enter E X" onKeyDown={(event) => handleLine(event, rows)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        rows.onFocus(key)
        // A finger has no key for it: once something is selected, touching selects more.
        if (isTouch(event) && rows.selected.size > 0) rows.toggle(card.id)
        else acts.open(card)
      }}
      onContextMenu={(event) => {
        if (!isTouch(event)) return
        event.preventDefault()
        rows.toggle(card.id)
      }}
    >
      {selected && <span className={styles['hidden']}>{t('selected')} </span>}
      <Marked text={card.title} ranges={looks.found?.(card.title) ?? []} />
      {card.subtasks > 0 && <span className={styles['subtasks']}><Icon name="subtasks" size="sm" label={t('subtasks')} />{card.subtasks_done}/{card.subtasks}</span>}
    </a>
  )
}

const longestTitle = 500

function TitleField({ card, acts }: { card: Card; acts: Acts }) {
  const t = useTexts('list')
  const field = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  useEffect(() => field.current?.select(), [])
  /** What is too long stays in the field, whole, until it is shorter. */
  const keep = (title: string, then: () => void) => {
    const tooLong = [...title].length > longestTitle
    setOver(tooLong)
    if (tooLong) return
    acts.rename(card, title)
    then()
  }
  return (
    <span className={styles['fieldPlace']}>
      <input
        ref={field} className={styles['field']} defaultValue={card.title} aria-label={t('verb.edit')} aria-invalid={over} dir="auto" autoFocus
        onBlur={(event) => keep(event.target.value.trim(), acts.stop)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
          event.preventDefault()
          event.stopPropagation()
          if (event.key === 'Escape') event.currentTarget.value = card.title
          keep(event.currentTarget.value.trim(), acts.close)
        }}
      />
      {over && <span role="alert" className={styles['late']}>{t('tooLong')}</span>}
    </span>
  )
}

interface CellsProps { card: Card; looks: Looks; tab: number; mayEdit: boolean; onPick: (what: Choice) => void }

function Cells({ card, looks, tab, mayEdit, onPick }: CellsProps) {
  const t = useTexts('list')
  const now = useNow()
  const dueText = useDueText()
  const member = looks.members.find((one) => one.user_id === card.assignee_id)
  const labels = card.labels.flatMap((id) => looks.labels.find((one) => one.id === id) ?? [])
  const person = member?.name ?? t('common:person.unassigned')
  const late = card.due !== null && card.completed_at === null && isOverdue(card.due, now, zoneHere())
  const cell = (what: Choice) => ({ type: 'button' as const, tabIndex: tab, disabled: !mayEdit, title: t(`verb.${what}`), onClick: () => onPick(what) })
  const named = (what: Choice, name = '') => <span className={styles['hidden']}>{t(`verb.${what}`)}: {name}</span>
  const [project, status] = [looks.projectName?.(card), looks.statusName?.(card)]
  return (
    <div className={styles['cells']}>
      {labels.length > 0 && (
        <button {...cell('label')} className={styles['labels']}>
          {named('label')}
          {labels.slice(0, 3).map((one) => <LabelChip key={one.id} name={one.name} color={one.color as Color} dot />)}
          {labels.length > 3 && <span>+{labels.length - 3}</span>}
        </button>
      )}
      {project !== undefined && <span className={styles['project']}><Icon name="board" size="sm" /><bdi>{project}</bdi></span>}
      {status !== undefined && <button {...cell('status')} className={styles['status']}>{named('status')}<bdi>{status}</bdi></button>}
      {card.due !== null && <button {...cell('due')} className={cx(styles['due'], late && styles['late'])}>{named('due')}<Icon name="calendar" size="sm" /><bdi>{dueText(card.due, now)}</bdi>{card.repeat !== null && <Icon name="repeat" size="sm" label={t('repeats')} />}</button>}
      <button {...cell('priority')} data-priority={card.priority} className={styles['priority']}>{named('priority', t(`common:priority.${card.priority}`))}<Icon name="priority" /></button>
      <button {...cell('assignee')} className={styles['assignee']}>{named('assignee', person)}<Avatar id={member?.user_id ?? ''} name={person} decorative /></button>
    </div>
  )
}
