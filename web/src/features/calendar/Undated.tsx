import { useCallback, useRef, useState } from 'react'

import { useTexts } from '~/i18n'
import { Button } from '~/ui'

import styles from './calendar.module.css'
import { type Acts, TaskLine } from './Day'
import type { Found } from './useCalendar'
import { useDrop } from './useDays'

const step = 50

/** What has no day yet, beside the days it may be put on. */
export function Undated({ found, acts }: { found: Found; acts: Acts }) {
  const t = useTexts('calendar')
  const box = useRef<HTMLElement>(null)
  const [most, setMost] = useState(step)
  const { move } = acts
  const drop = useCallback((id: string) => move(id, null), [move])
  useDrop(box, drop)
  return (
    <aside ref={box} className={styles['aside']} aria-labelledby="calendar-undated">
      <h3 id="calendar-undated" className={styles['asideTitle']}>{t('undated', { count: found.undated.length })}</h3>
      {found.undated.length === 0 && <p className={styles['nothing']}>{t('allDated')}</p>}
      {found.undated.length > 0 && <ul className={styles['tasks']}>{found.undated.slice(0, most).map((one) => <TaskLine key={one.id} card={one} acts={acts} />)}</ul>}
      {found.undated.length > most && <Button size="sm" variant="ghost" onClick={() => setMost(most + step)}>{t('common:action.showMore')}</Button>}
    </aside>
  )
}
