import { type KeyboardEvent, useCallback, useRef, useState } from 'react'

import type { Card } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { addDays } from '~/lib/zone'
import { cx, Popover } from '~/ui'

import styles from './calendar.module.css'
import { type Acts, longDay, noon, TaskLine } from './Day'
import { seen } from './model'
import type { Found, Place } from './useCalendar'
import { useDrop } from './useDays'

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }
const none: readonly Card[] = []

/** The days in weeks. One of them is in the order of tabs; arrows go to the others. */
export function Grid({ place, found, acts }: { place: Place; found: Found; acts: Acts }) {
  const t = useTexts('calendar')
  const { weeks, day, span } = place
  const box = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(day)
  const days = weeks.flat()
  const tab = days.includes(at) ? at : day
  const walk = (event: KeyboardEvent) => {
    const step = steps[event.key]
    const from = event.target instanceof HTMLElement ? event.target.dataset['day'] : undefined
    if (step === undefined || from === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    const to = addDays(from, Math.abs(step) === 1 && document.documentElement.dir === 'rtl' ? -step : step)
    event.preventDefault()
    box.current?.querySelector<HTMLElement>(`[data-day="${to}"]`)?.focus()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its days take the focus
    <div ref={box} role="grid" aria-label={t('label')} className={cx(styles['grid'], styles[span])} onKeyDown={walk}>
      <div role="row" className={styles['row']}>
        {weeks[0]?.map((one) => <div key={one} role="columnheader" className={styles['weekday']}>{formatDate(noon(one), { weekday: 'short', timeZone: 'UTC' })}</div>)}
      </div>
      {weeks.map((week) => (
        <div key={week[0]} role="row" className={cx(styles['row'], styles['days'])}>
          {week.map((one) => <Cell key={one} day={one} outside={span === 'month' && one.slice(0, 7) !== day.slice(0, 7)} most={span === 'week' ? 40 : 4} cards={found.days.get(one) ?? none} acts={acts} tab={one === tab} onFocus={() => setAt(one)} />)}
        </div>
      ))}
    </div>
  )
}

interface CellProps { day: string; outside: boolean; most: number; cards: readonly Card[]; acts: Acts; tab: boolean; onFocus: () => void }

function Cell({ day, outside, most, cards, acts, tab, onFocus }: CellProps) {
  const t = useTexts('calendar')
  const cell = useRef<HTMLDivElement>(null)
  const { move } = acts
  const drop = useCallback((id: string) => move(id, day), [move, day])
  useDrop(cell, drop)
  const shown = seen(cards, most, acts.held)
  const number = Number(day.slice(8))
  return (
    // The day's button does the same by keys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div ref={cell} role="gridcell" aria-current={day === acts.today ? 'date' : undefined} className={cx(styles['cell'], outside && styles['outside'])} onClick={(event) => event.target === event.currentTarget && acts.mayCreate && acts.create(day)}>
      <button
        type="button" data-day={day} tabIndex={tab ? 0 : -1} className={styles['number']} onFocus={onFocus} aria-disabled={!acts.mayCreate}
        aria-label={t(acts.mayCreate ? 'create' : 'day', { day: longDay(day), count: cards.length })} onClick={() => acts.mayCreate && acts.create(day)}
      >{number}</button>
      {shown.length > 0 && <ul className={styles['tasks']}>{shown.map((one) => <TaskLine key={one.id} card={one} acts={acts} />)}</ul>}
      {shown.length < cards.length && (
        <Popover title={longDay(day)} trigger={<button type="button" className={styles['more']} aria-label={t('moreOf', { count: cards.length - shown.length, day: longDay(day) })}>{t('more', { count: cards.length - shown.length })}</button>}>
          <ul className={styles['all']}>{cards.map((one) => <TaskLine key={one.id} card={one} acts={acts} drags={false} />)}</ul>
        </Popover>
      )}
    </div>
  )
}
