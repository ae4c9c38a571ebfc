import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ComponentPropsWithoutRef, type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react'

import { membersQuery, tasksQuery } from '~/data'
import { useTexts } from '~/i18n'
import { useDebounced } from '~/lib/debounced'
import { ranked } from '~/lib/fuzzy'
import { Avatar, Icon } from '~/ui'

import { inserted, mentionOf, type Offer, type Typing, typingAt } from './mention'
import styles from './task.module.css'

interface WritingProps extends Omit<ComponentPropsWithoutRef<'textarea'>, 'value' | 'onChange' | 'style'> { ws: string; value: string; onWrite: (text: string) => void }

const most = 6

/** useOffers are those whose name fits what is being typed: members at once, tasks as the server finds them. */
function useOffers(ws: string, typing: Typing | undefined): Offer[] {
  const words = useDebounced(typing?.sign === '#' ? typing.query : '', 120)
  const members = useQuery({ ...membersQuery(ws), enabled: typing?.sign === '@' }).data
  const tasks = useInfiniteQuery({ ...tasksQuery(ws, { text: words }), enabled: words.length > 1, placeholderData: keepPreviousData }).data
  if (typing === undefined) return []
  const all: Offer[] = typing.sign === '@'
    ? (members ?? []).map((one) => ({ id: one.user_id, name: one.name }))
    : (tasks?.pages.flatMap((page) => page.items) ?? []).map((one) => ({ id: one.id, name: one.title }))
  return ranked(typing.query, all, (one) => one.name).slice(0, most).map(({ thing }) => thing)
}

/** A text in which “@” offers people and “#” tasks, for what is written about a task. */
export function Writing({ ws, value, onWrite, onKeyDown, ...rest }: WritingProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const wanted = useRef<number>(undefined)
  const list = useId()
  const [caret, setCaret] = useState(0)
  const [active, setActive] = useState(0)
  const [dismissed, setDismissed] = useState(-1)
  const found = typingAt(value, caret)
  const typing = found?.start === dismissed ? undefined : found
  const offers = useOffers(ws, typing)
  const at = Math.min(active, offers.length - 1)
  useLayoutEffect(() => {
    if (wanted.current === undefined) return
    field.current?.setSelectionRange(wanted.current, wanted.current)
    wanted.current = undefined
  })
  const choose = (offer: Offer) => {
    if (typing === undefined) return
    const next = inserted(value, caret, typing, mentionOf(typing, offer, ws))
    wanted.current = next.caret
    setCaret(next.caret)
    onWrite(next.text)
    field.current?.focus()
  }
  const keys: Record<string, () => void> = {
    ArrowDown: () => setActive((at + 1) % offers.length), ArrowUp: () => setActive((at - 1 + offers.length) % offers.length),
    Enter: () => offers[at] !== undefined && choose(offers[at]), Tab: () => offers[at] !== undefined && choose(offers[at]), Escape: () => setDismissed(typing?.start ?? -1),
  }
  const handle = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const key = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.nativeEvent.isComposing || offers.length === 0 ? undefined : keys[event.key]
    if (key === undefined) return onKeyDown?.(event)
    event.preventDefault()
    event.stopPropagation()
    key()
  }
  return (
    <>
      <textarea
        {...rest} ref={field} className={styles['area']} dir="auto" value={value} aria-autocomplete="list" {...(offers.length === 0 ? {} : { 'aria-controls': list, 'aria-activedescendant': `${list}-${at}` })}
        onChange={(event) => {
          onWrite(event.target.value)
          setCaret(event.target.selectionStart)
          setActive(0)
          if (typingAt(event.target.value, event.target.selectionStart)?.start !== dismissed) setDismissed(-1)
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)} onKeyDown={handle}
      />
      {offers.length > 0 && typing !== undefined && <Offers id={list} sign={typing.sign} offers={offers} active={at} onChoose={choose} />}
    </>
  )
}

function Offers({ id, sign, offers, active, onChoose }: { id: string; sign: Typing['sign']; offers: readonly Offer[]; active: number; onChoose: (offer: Offer) => void }) {
  const t = useTexts('task')
  return (
    <div id={id} role="listbox" aria-label={t(sign === '@' ? 'people' : 'tasks')} className={styles['offers']}>
      {offers.map((one, at) => (
        // The keyboard chooses from the text field, which keeps the focus.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div key={one.id} id={`${id}-${at}`} role="option" tabIndex={-1} aria-selected={at === active} className={styles['offer']} onMouseDown={(event) => event.preventDefault()} onClick={() => onChoose(one)}>
          {sign === '@' ? <Avatar id={one.id} name={one.name} size="sm" decorative /> : <Icon name="check" size="sm" />}
          <bdi className={styles['offerName']}>{one.name}</bdi>
        </div>
      ))}
    </div>
  )
}
