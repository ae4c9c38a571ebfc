import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { dayOf, daysBetween, dueDay, isDay, zoneHere } from '~/lib/zone'

/** useDueText says a due date as people do: "Today 17:00", "Fri", "24 Dec"; where it is read at leisure, with the reader's zone. */
export function useDueText(): (due: string, now: Date, zoned?: boolean) => string {
  const t = useTexts()
  return (due, now, zoned = false) => {
    const zone = zoneHere()
    const today = dayOf(now, zone)
    const day = dueDay(due, zone)
    const near = { [-1]: t('date.yesterday'), 0: t('date.today'), 1: t('date.tomorrow') }[daysBetween(today, day)]
    const date = near ?? dayText(day, today)
    return isDay(due) ? date : `${date}, ${formatDate(new Date(due), zoned ? { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } : { timeStyle: 'short' })}`
  }
}

function dayText(day: string, today: string): string {
  const ahead = daysBetween(today, day)
  const noon = new Date(`${day}T12:00:00Z`)
  if (ahead > 1 && ahead < 7) return formatDate(noon, { weekday: 'short', timeZone: 'UTC' })
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' as const }
  return formatDate(noon, { day: 'numeric', month: 'short', timeZone: 'UTC', ...year })
}
