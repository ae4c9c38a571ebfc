import { useRuleText } from '~/features/list'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { present } from '~/lib/clock'
import { addDays, dayOf, dueDay, isDay, zoneHere } from '~/lib/zone'
import { cx, Icon, type IconName } from '~/ui'

import { priorityNumber } from './model'
import type { Token } from './parse'
import styles from './quickadd.module.css'

const icons: Record<Token['kind'], IconName> = { due: 'calendar', project: 'board', label: 'tag', assignee: 'user', priority: 'priority', repeat: 'repeat' }

/** useMeaning says in words what a token stands for. */
export function useMeaning(): (token: Token) => string {
  const t = useTexts('quickadd')
  const ruleText = useRuleText()
  return (token) => {
    if (token.kind === 'priority') return `${priorityNumber[token.priority]} · ${t(`common:priority.${token.priority}`)}`
    if (token.kind === 'due') return dueWords(token.due, t('common:date.today'), t('common:date.tomorrow'))
    if (token.kind === 'repeat') return t('from', { rhythm: ruleText(token.repeat.rule), first: dueWords(token.due, t('common:date.today'), t('common:date.tomorrow')) })
    return token.name
  }
}

function dueWords(due: string, today: string, tomorrow: string): string {
  const zone = zoneHere()
  const now = dayOf(present(), zone)
  const day = dueDay(due, zone)
  const near = day === now ? today : day === addDays(now, 1) ? tomorrow : undefined
  const year = day.slice(0, 4) === now.slice(0, 4) ? {} : { year: 'numeric' as const }
  const date = near ?? formatDate(new Date(`${day}T12:00:00Z`), { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC', ...year })
  return isDay(due) ? date : `${date}, ${formatDate(new Date(due), { timeStyle: 'short' })}`
}

/** What was understood, each with a button that makes it text again. Without `onRefuse` they are only shown. */
export function Chips({ tokens, onRefuse }: { tokens: readonly Token[]; onRefuse?: (token: Token) => void }) {
  const t = useTexts('quickadd')
  const meaning = useMeaning()
  return (
    <ul className={styles['chips']} aria-label={t('understood')}>
      {tokens.map((token) => (
        <li key={token.start} className={cx(styles['chip'], styles[token.kind])}>
          <Icon name={icons[token.kind]} size="sm" label={t(`kind.${token.kind}`)} />
          <bdi className={styles['chipText']}>{meaning(token)}</bdi>
          {onRefuse !== undefined && (
            <button type="button" className={styles['refuse']} aria-label={t('refuse', { text: token.text })} onClick={() => onRefuse(token)}>
              <Icon name="close" size="sm" />
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
