import { useEffect, useRef } from 'react'

import { useTexts } from '~/i18n'
import { useCommands } from '~/lib/commands'
import { Icon } from '~/ui'

import styles from './list.module.css'
import type { Address } from './useAddress'

/** Browsers let a page write its address only so often. */
const pause = 80

/** FilterField narrows what is shown to what has the words in its title, as they are typed. */
export function FilterField({ address, onLeave }: { address: Address; /** Goes on to what is left. */ onLeave?: () => void }) {
  const t = useTexts('list')
  const field = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const asked = address.filter.text ?? ''
  useEffect(() => {
    // What somebody else has taken out of the address goes out of the field; what is being typed stays.
    if (field.current !== null && document.activeElement !== field.current) field.current.value = asked
  }, [asked])
  useEffect(() => () => clearTimeout(timer.current), [])
  useCommands([{ id: 'view.filter', title: 'list:filter.words', keys: '/', group: 'view', run: () => field.current?.select() }])
  const ask = (value: string) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => address.set({ text: value.trim() === '' ? undefined : value.trim() }), pause)
  }
  return (
    <span className={styles['words']}>
      <Icon name="search" size="sm" />
      <input
        ref={field} type="search" className={styles['wordsField']} defaultValue={asked} aria-label={t('filter.words')} placeholder={t('filter.words')} aria-keyshortcuts="/" maxLength={200} autoComplete="off" spellCheck={false} dir="auto"
        onChange={(event) => ask(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || !['Escape', 'Enter', 'ArrowDown'].includes(event.key)) return
          event.preventDefault()
          if (event.key === 'Escape' && event.currentTarget.value !== '') {
            event.currentTarget.value = ''
            ask('')
          } else if (onLeave === undefined) event.currentTarget.blur()
          else onLeave()
        }}
      />
    </span>
  )
}
