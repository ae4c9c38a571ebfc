import type { ReactNode } from 'react'

import type { Bucket, Group } from '~/features/list'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { useNow } from '~/lib/now'
import { addDays, dayOf, zoneHere } from '~/lib/zone'

/** useDayText is a day as a heading: "Wednesday, 25 November". */
export function useDayText(): (day: string) => string {
  const today = dayOf(useNow(), zoneHere())
  return (day) => {
    const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' as const }
    return formatDate(new Date(`${day}T12:00:00Z`), { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC', ...year })
  }
}

/** useDayHeading says which day, or which stretch of days, a group is about. */
export function useDayHeading(): (group: Group) => ReactNode {
  const t = useTexts('list')
  const dayText = useDayText()
  const tomorrow = addDays(dayOf(useNow(), zoneHere()), 1)
  return ({ key }) => {
    if (/^\d{4}-/.test(key)) return key === tomorrow ? `${t('common:date.tomorrow')} · ${dayText(key)}` : dayText(key)
    return key === '' ? t('bucket.none') : t(`bucket.${key as Exclude<Bucket, ''>}`)
  }
}
