import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'

import type { Card } from '~/data'
import { Pick } from '~/features/list'
import { useTexts } from '~/i18n'
import { type Color, cx, LabelChip } from '~/ui'

import type { Acts } from './acts'
import styles from './board.module.css'
import type { Looks } from './Column'
import { type Choice, useDesk, useTargets } from './desk'
import { Foot } from './Foot'
import { useCardDrag } from './useDrag'
import { type Shown, useStart } from './useWindow'

interface CardProps extends Shown { card: Card; of: number; acts: Acts; looks: Looks }

export const CardView = memo(function CardView({ card, index, start, of, acts, looks }: CardProps) {
  const item = useRef<HTMLLIElement>(null)
  const editing = useDesk(acts.desk, (now) => now.editing === card.id)
  const picking = useDesk(acts.desk, (now) => (now.picking?.at === card.id ? now.picking.what : undefined))
  const edge = useCardDrag(item, card.id, looks.rights.edit(card) && !editing, acts)
  useStart(item, 'block', start)
  return (
    <li ref={item} data-index={index} aria-setsize={of} aria-posinset={index + 1} className={cx(styles['item'], edge === 'upper' && styles['upper'], edge === 'lower' && styles['lower'])}>
      <Face card={card} acts={acts} looks={looks} editing={editing} />
      {picking !== undefined && <Picking what={picking} acts={acts} looks={looks} anchor={item} />}
    </li>
  )
})

function Picking({ acts, ...props }: { what: Choice; acts: Acts; looks: Looks; anchor: React.RefObject<HTMLElement | null> }) {
  return <Pick {...props} acts={{ targets: useTargets(acts.desk), close: acts.close, change: acts.change, move: acts.move }} />
}

/** useFocus brings the focus to a card that it is wanted on, or from which it was lost when the card was drawn anew elsewhere. */
function useFocus(face: React.RefObject<HTMLElement | null>, id: string, { desk }: Acts): void {
  const wanted = useDesk(desk, (now) => (now.wanted?.id === id ? now.wanted : undefined))
  useLayoutEffect(() => {
    const { focused, column } = desk.get()
    const lost = focused === id && column !== undefined && document.activeElement === document.body
    if (wanted === undefined && !lost) return undefined
    const show = () => face.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    face.current?.focus({ preventScroll: true })
    // Its column is put in its place after it; heights that were guessed are known by the next frame.
    queueMicrotask(show)
    const frame = requestAnimationFrame(show)
    return () => cancelAnimationFrame(frame)
  }, [desk, face, id, wanted])
}

/** What is on a card stays as it is while the card is put elsewhere. */
const Face = memo(function Face({ card, acts, looks, editing }: { card: Card; acts: Acts; looks: Looks; editing: boolean }) {
  const t = useTexts('board')
  const face = useRef<HTMLDivElement>(null)
  const selected = useDesk(acts.desk, (now) => now.selected.has(card.id))
  const tab = useDesk(acts.desk, (now) => now.focused === card.id)
  const labels = card.labels.flatMap((id) => looks.labels.find((one) => one.id === id) ?? [])
  useFocus(face, card.id, acts)
  return (
    // The board hears the keys of its cards.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      ref={face} className={cx(styles['card'], card.completed_at !== null && styles['done'])} data-card={card.id} data-selected={selected ? '' : undefined}
      role="button" aria-roledescription={t('card')} aria-keyshortcuts="Enter E X S A P L D R" aria-pressed={selected} tabIndex={tab ? 0 : -1}
      onFocus={() => acts.focus(card.id)}
      // With Shift the focus stays where it is until what lies between is selected.
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('button, input, textarea') !== null) return
        if (event.ctrlKey || event.metaKey) acts.toggle(card.id)
        else if (event.shiftKey) acts.reach(card.id)
        else acts.open(card)
      }}
    >
      {editing ? <TitleField card={card} acts={acts} /> : <bdi className={styles['title']}>{card.title}</bdi>}
      {/* Shown above the title, and said after it. */}
      {labels.length > 0 && <span className={styles['labels']}>{labels.slice(0, 6).map((one) => <LabelChip key={one.id} name={one.name} color={one.color as Color} />)}</span>}
      <Foot card={card} looks={looks} />
    </div>
  )
})

const longestTitle = 500
const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim()

function TitleField({ card, acts }: { card: Card; acts: Acts }) {
  const t = useTexts('list')
  const field = useRef<HTMLTextAreaElement>(null)
  const [over, setOver] = useState(false)
  useEffect(() => field.current?.select(), [])
  /** What is too long stays in the field, whole, until it is shorter. */
  const keep = (title: string) => {
    const tooLong = [...title].length > longestTitle
    setOver(tooLong)
    if (tooLong) return
    acts.rename(card, title)
    if (acts.desk.get().editing === card.id) acts.close()
  }
  return (
    <>
      <textarea
        ref={field} className={styles['field']} defaultValue={card.title} aria-label={t('verb.edit')} aria-invalid={over} rows={2} dir="auto" autoFocus
        onBlur={(event) => keep(oneLine(event.target.value))}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
          event.preventDefault()
          if (event.key === 'Escape') event.currentTarget.value = card.title
          keep(oneLine(event.currentTarget.value))
        }}
      />
      {over && <p role="alert" className={styles['wrong']}>{t('tooLong')}</p>}
    </>
  )
}
