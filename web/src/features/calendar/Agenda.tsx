import { useTexts } from '~/i18n'
import { IconButton } from '~/ui'

import styles from './calendar.module.css'
import { type Acts, longDay, TaskLine } from './Day'
import type { Found, Place } from './useCalendar'

/** On a phone: the days that have something, and today, one below the other. */
export function Agenda({ place, found, acts }: { place: Place; found: Found; acts: Acts }) {
  const t = useTexts('calendar')
  const month = place.day.slice(0, 7)
  const days = place.weeks.flat().filter((one) => (place.span === 'week' || one.startsWith(month)) && (found.days.has(one) || one === place.today || one === place.day))
  return (
    <ol className={styles['agenda']}>
      {days.map((day) => (
        <li key={day}>
          <div className={styles['agendaHead']}>
            <h3 className={styles['agendaDay']} aria-current={day === acts.today ? 'date' : undefined}>{longDay(day)}</h3>
            {acts.mayCreate && <IconButton icon="plus" size="sm" label={t('create', { day: longDay(day), count: found.days.get(day)?.length ?? 0 })} onClick={() => acts.create(day)} />}
          </div>
          {found.days.has(day) ? <ul className={styles['tasks']}>{found.days.get(day)?.map((one) => <TaskLine key={one.id} card={one} acts={acts} drags={false} />)}</ul> : <p className={styles['nothing']}>{t('nothing')}</p>}
        </li>
      ))}
    </ol>
  )
}
