import { useQuery } from '@tanstack/react-query'
import { type RefObject, useId, useState } from 'react'

import { type Card, columnsQuery, type TaskFields } from '~/data'
import { useLanguage, useTexts } from '~/i18n'
import { present } from '~/lib/clock'
import { useNow } from '~/lib/now'
import { repetition } from '~/lib/repeats'
import { firstDay, type Rhythm, rhythmOf } from '~/lib/rhythm'
import { type Today, when } from '~/lib/when'
import { useWorkspace } from '~/lib/workspace'
import { dayOf, dueDay, zoneHere } from '~/lib/zone'
import { Icon, Popover } from '~/ui'

import { useDueText } from './dueText'
import styles from './list.module.css'
import { dueOptions, fitting, type Option, optionsOf, repeatOptions, withLabel } from './options'
import { useRepeatText } from './repeatText'
import type { Looks } from './TaskRow'
import type { Choice, Choosing } from './useActs'

export interface PickProps { what: Choice; acts: Choosing; looks: { members: Looks['members']; labels: Looks['labels'] }; anchor: RefObject<HTMLElement | null> }

/** A list beside a line: type to narrow it, Enter to choose, Escape to leave things as they are. */
export function Pick({ what, acts, looks, anchor }: PickProps) {
  const t = useTexts('list')
  const [query, setQuery] = useState('')
  const options = useOptions(what, query, acts, looks)
  const choose = (option: Option) => {
    apply(what, option, acts)
    if (what !== 'label') acts.close()
  }
  return (
    <Popover open flush label={t(`verb.${what}`)} align="end" anchor={anchor.current} onOpenChange={(open) => !open && acts.close()}>
      <Chooser what={what} query={query} options={options} onQuery={setQuery} onChoose={choose} />
    </Popover>
  )
}

function apply(what: Choice, { value, held }: Option, acts: Choosing): void {
  const cards = acts.targets
  if (what === 'status') return acts.move(cards, value)
  acts.change(cards, (card) => {
    if (what === 'label') return { labels: withLabel(card, value, !held) }
    if (what === 'assignee') return { assignee_id: value === '' ? null : value }
    if (what === 'repeat') return repeating(card, value)
    return what === 'priority' ? { priority: value as typeof card.priority } : { due: value === '' ? null : value }
  })
}

/** repeating gives a task that isn't due yet the first day of its rhythm as well. */
function repeating(card: Card, rule: string): TaskFields {
  const rhythm = rhythmOf(rule)
  const zone = zoneHere()
  if (rhythm === undefined) return { repeat: null }
  return { repeat: { rule, zone }, ...(card.due === null ? { due: firstDay(rhythm, dayOf(present(), zone)) } : {}) }
}

function useOptions(what: Choice, query: string, acts: Choosing, looks: PickProps['looks']): Option[] {
  const t = useTexts('list')
  const { id: ws } = useWorkspace()
  const { code: language } = useLanguage()
  const now = useNow()
  const dueText = useDueText()
  const repeatText = useRepeatText()
  const projects = new Set(acts.targets.map((one) => one.project_id))
  const [project = ''] = projects
  const columns = useQuery({ ...columnsQuery(ws, project), enabled: what === 'status' && projects.size === 1 }).data ?? []
  if (what === 'due') {
    const found = query.trim() === '' ? undefined : when(query.trim(), { now, zone: zoneHere(), language })
    const typed = found?.length === query.trim().length ? { due: found.due, name: dueText(found.due, now) } : undefined
    const words = { today: t('common:date.today'), tomorrow: t('common:date.tomorrow'), weekend: t('weekend'), nextWeek: t('nextWeek'), none: t('common:date.none') }
    const options = dueOptions(words, now, zoneHere(), typed)
    return typed === undefined ? fitting(query, options) : options
  }
  if (what === 'repeat') {
    const due = acts.targets[0]?.due ?? undefined
    const day = due === undefined ? dayOf(now, zoneHere()) : dueDay(due, zoneHere())
    const typed = rhythmTyped(query.trim(), { now: new Date(`${day}T12:00:00Z`), zone: 'UTC', language })
    const options = repeatOptions(acts.targets, day, typed, t('repeat.none'), repeatText)
    return typed === undefined ? fitting(query, options) : options
  }
  const offer = { columns, members: looks.members, labels: looks.labels, unassigned: t('common:person.unassigned'), priority: (value: string) => t(`common:priority.${value as 'low'}`) }
  return fitting(query, optionsOf(what, acts.targets, offer))
}

/** rhythmTyped is what was typed whole, with its "every" or without. */
function rhythmTyped(query: string, today: Today): Rhythm | undefined {
  for (const text of [query, `every ${query}`, `jeden ${query}`]) {
    const found = repetition(text, today)
    if (found?.length === text.length) return found.rhythm
  }
  return undefined
}

interface ChooserProps { what: Choice; query: string; options: readonly Option[]; onQuery: (query: string) => void; onChoose: (option: Option) => void }

function Chooser({ what, query, options, onQuery, onChoose }: ChooserProps) {
  const t = useTexts('list')
  const id = useId()
  const [at, setAt] = useState(0)
  const active = Math.min(at, options.length - 1)
  return (
    <div className={styles['chooser']}>
      <input
        className={styles['chooserField']} value={query} placeholder={what === 'due' ? t('common:date.hint') : what === 'repeat' ? t('repeat.hint') : t(`verb.${what}`)} aria-label={t(`verb.${what}`)} autoComplete="off" spellCheck={false}
        role="combobox" aria-expanded={options.length > 0} aria-controls={id} aria-autocomplete="list" {...(options.length === 0 ? {} : { 'aria-activedescendant': `${id}-${active}` })}
        onChange={(event) => {
          onQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
          const chosen = options[active]
          if (event.nativeEvent.isComposing || (by === undefined && event.key !== 'Enter')) return
          event.preventDefault()
          event.stopPropagation()
          if (by !== undefined) setAt((active + by + options.length) % Math.max(1, options.length))
          else if (chosen !== undefined) onChoose(chosen)
        }}
      />
      <div id={id} role="listbox" aria-label={t(`verb.${what}`)} aria-multiselectable={what === 'label'} className={styles['options']}>
        {options.map((option, place) => (
          // The keyboard chooses from the field, which keeps the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div key={option.value} id={`${id}-${place}`} role="option" tabIndex={-1} aria-selected={place === active} data-held={option.held} className={styles['option']} onMouseDown={(event) => event.preventDefault()} onClick={() => onChoose(option)}>
            <bdi>{option.name}</bdi>
            {option.held && <Icon name="check" size="sm" label={t('held')} />}
            {option.mixed === true && <Icon name="minus" size="sm" label={t('mixed')} />}
          </div>
        ))}
      </div>
      {options.length === 0 && <p role="status" className={styles['nothing']}>{t('nothingFits')}</p>}
    </div>
  )
}
