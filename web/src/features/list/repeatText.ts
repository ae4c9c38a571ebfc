import { useTexts } from '~/i18n'
import { formatDate, formatList } from '~/i18n/format'
import { last, type Rhythm, rhythmOf, workdays } from '~/lib/rhythm'

/** useRepeatText says how often something repeats: "Every 2 weeks on Tuesday". */
export function useRepeatText(): (rhythm: Rhythm | undefined) => string {
  const t = useTexts('list')
  return (rhythm) => {
    if (rhythm === undefined) return t('repeat.unknown')
    const count = rhythm.interval
    switch (rhythm.every) {
      case 'day': return t('repeat.day', { count })
      case 'week':
        if (count === 1 && rhythm.weekdays.join() === workdays.join()) return t('repeat.workdays')
        return t('repeat.week', { count, days: formatList(rhythm.weekdays.map((one) => weekdayName(one, rhythm.weekdays.length > 1))) })
      case 'month':
        if ('ordinal' in rhythm) return t('repeat.named', { count, which: t(`repeat.which.${rhythm.ordinal === last ? 'last' : rhythm.ordinal as 1}`), day: weekdayName(rhythm.weekday, false) })
        // The month's last day is what a month without a 31st has for it.
        return rhythm.day === last || rhythm.day === 31 ? t('repeat.lastDay', { count }) : t('repeat.month', { count, day: rhythm.day })
      case 'year': return t('repeat.year', { count, date: formatDate(new Date(Date.UTC(2028, rhythm.month - 1, rhythm.day, 12)), { day: 'numeric', month: 'long', timeZone: 'UTC' }) })
    }
  }
}

/** useRuleText says the same of a rule as the API holds it. */
export function useRuleText(): (rule: string) => string {
  const say = useRepeatText()
  return (rule) => say(rhythmOf(rule))
}

/** weekdayName counts from Monday, 1: the 1st of May 2028 was one. */
function weekdayName(weekday: number, short: boolean): string {
  return formatDate(new Date(Date.UTC(2028, 4, weekday, 12)), { weekday: short ? 'short' : 'long', timeZone: 'UTC' })
}
