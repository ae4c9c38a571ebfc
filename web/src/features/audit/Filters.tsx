import type { Member } from '~/data'
import { useTexts } from '~/i18n'
import { Button, Combobox, Field, Input, Select } from '~/ui'

import styles from './audit.module.css'
import { type Asked, names, type Period } from './model'
import { useEventName } from './useEventName'

export interface FiltersProps { asked: Asked; members: readonly Member[]; set: (change: Partial<Record<keyof Asked, string | undefined>>) => void; onClear: () => void }

const periods: readonly Period[] = ['any', 'day', 'week', 'month', 'range']

export function Filters({ asked, members, set, onClear }: FiltersProps) {
  const t = useTexts('audit')
  const nameOf = useEventName()
  return (
    <div className={styles['filters']} role="search" aria-label={t('filters')}>
      <Field label={t('what')}><Combobox label={t('what')} placeholder={t('anything')} empty={t('noName')} value={asked.name ?? null} onChange={(name) => set({ name: name ?? undefined })} options={names.map((name) => ({ value: name, label: nameOf(name), hint: name }))} /></Field>
      <Field label={t('who')}><Combobox label={t('who')} placeholder={t('anybody')} empty={t('nobody')} value={asked.actor ?? null} onChange={(actor) => set({ actor: actor ?? undefined })} options={members.map((one) => ({ value: one.user_id, label: one.name, ...(one.email === undefined ? {} : { hint: one.email }) }))} /></Field>
      <Field label={t('outcome')}><Select label={t('outcome')} value={asked.outcome ?? 'any'} onChange={(outcome) => set({ outcome })} options={(['any', 'success', 'failed', 'denied'] as const).map((one) => ({ value: one, label: t(`outcomes.${one}`) }))} /></Field>
      <Field label={t('when')}><Select label={t('when')} value={asked.period} onChange={(period) => set({ period, from: undefined, to: undefined })} options={periods.map((one) => ({ value: one, label: t(`periods.${one}`) }))} /></Field>
      {asked.period === 'range' && (
        <>
          <Field label={t('from')}><Input type="date" value={asked.from ?? ''} onChange={(event) => set({ from: event.target.value })} /></Field>
          <Field label={t('to')}><Input type="date" value={asked.to ?? ''} onChange={(event) => set({ to: event.target.value })} /></Field>
        </>
      )}
      <Chips asked={asked} members={members} set={set} onClear={onClear} />
    </div>
  )
}

/** Each filter that holds is a chip that takes it away. */
function Chips({ asked, members, set, onClear }: FiltersProps) {
  const t = useTexts('audit')
  const nameOf = useEventName()
  const shown: Array<[keyof Asked, string]> = [
    ...(asked.name === undefined ? [] : [['name', nameOf(asked.name)] as [keyof Asked, string]]),
    ...(asked.actor === undefined ? [] : [['actor', members.find((one) => one.user_id === asked.actor)?.name ?? asked.actor] as [keyof Asked, string]]),
    ...(asked.outcome === undefined ? [] : [['outcome', t(`outcomes.${asked.outcome}`)] as [keyof Asked, string]]),
    ...(asked.target === undefined ? [] : [['target', asked.target] as [keyof Asked, string]]),
    ...(asked.period === 'any' ? [] : [['period', t(`periods.${asked.period}`)] as [keyof Asked, string]]),
  ]
  if (shown.length === 0) return null
  return (
    <div className={styles['chips']}>
      {shown.map(([name, text]) => <Button key={name} size="sm" icon="close" aria-label={t('remove', { filter: text })} onClick={() => set(name === 'period' ? { period: undefined, from: undefined, to: undefined } : { [name]: undefined })}><bdi>{text}</bdi></Button>)}
      <Button size="sm" variant="ghost" onClick={onClear}>{t('clear')}</Button>
    </div>
  )
}
