import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'

import { useTexts } from '~/i18n'
import { createStore, useStore } from '~/lib/store'
import { useWorkspace } from '~/lib/workspace'
import { Dialog, Icon, type IconName, Kbd } from '~/ui'
import { Marked } from '~/ui/Marked'

import { activeOf, flat, type Item, type ItemKind, type Section, sections, stepped } from './model'
import styles from './palette.module.css'
import { useSources } from './useSources'

/** Each opening is a turn of its own, which begins with nothing typed, even while the last one is still fading. */
const palette = createStore({ open: false, turn: 0 })

export function showPalette(open: boolean): void {
  palette.set((before) => ({ open, turn: before.turn + (open ? 1 : 0) }))
}

export const togglePalette = (): void => showPalette(!palette.get().open)

/** One field that reaches every command, project and task. */
export function Palette() {
  const t = useTexts('palette')
  const { open, turn } = useStore(palette)
  const field = useRef<HTMLInputElement>(null)
  return (
    <Dialog title={t('title')} plain open={open} onOpenChange={showPalette} initialFocus={field}>
      <Body key={turn} field={field} />
    </Dialog>
  )
}

function Body({ field }: { field: React.RefObject<HTMLInputElement | null> }) {
  const t = useTexts('palette')
  const { id: ws } = useWorkspace()
  const list = useId()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<string>()
  const sources = useSources(ws, query)
  const { recent, commands, projects, known, found } = sources
  useEffect(() => {
    // The dialog has the focus by then; but one that opens again while it fades gives it to nobody.
    const frame = requestAnimationFrame(() => field.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [field])
  const shown = useMemo(() => sections(query, { recent, commands, projects, known, found }), [query, recent, commands, projects, known, found])
  const items = flat(shown)
  const active = activeOf(items, chosen)
  const choose = (item: Item) => {
    showPalette(false)
    // The dialog gives the focus back first; what is run may want it.
    queueMicrotask(item.run)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (event.nativeEvent.isComposing || (by === undefined && event.key !== 'Enter')) return
    event.preventDefault()
    if (by !== undefined) setChosen(stepped(items, chosen, Math.max(-items.length, Math.min(items.length, by))))
    else if (active !== undefined) choose(active)
  }
  return (
    <div className={styles['palette']}>
      <div className={styles['head']}>
        <Icon name="search" />
        <input
          ref={field} className={styles['field']} value={query} placeholder={t('placeholder')} aria-label={t('title')} autoComplete="off" spellCheck={false} enterKeyHint="go" dir="auto"
          role="combobox" aria-expanded={items.length > 0} aria-controls={list} aria-autocomplete="list" {...(active === undefined ? {} : { 'aria-activedescendant': `${list}-${active.id}` })}
          onChange={(event) => {
            setQuery(event.target.value)
            setChosen(undefined)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <List id={list} shown={shown} active={active?.id} onChoose={choose} />
      <p role="status" className={styles['status']}>{items.length === 0 && query.trim() !== '' ? t(sources.searching ? 'searching' : 'nothing', { query: query.trim() }) : ''}</p>
    </div>
  )
}

function List({ id, shown, active, onChoose }: { id: string; shown: Section[]; active: string | undefined; onChoose: (item: Item) => void }) {
  const t = useTexts('palette')
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, active])
  return (
    <div id={id} role="listbox" aria-label={t('results')} className={styles['list']}>
      {shown.map((section) => (
        <div key={section.kind} role="group" aria-labelledby={`${id}-${section.kind}`}>
          <div id={`${id}-${section.kind}`} className={styles['section']}>{t(`kind.${section.kind}`)}</div>
          {section.shown.map(({ item, ranges }) => (
            // The keyboard chooses from the field, which keeps the focus.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div key={item.id} id={`${id}-${item.id}`} role="option" tabIndex={-1} aria-selected={item.id === active} className={styles['item']} onMouseDown={(event) => event.preventDefault()} onClick={() => onChoose(item)}>
              <Icon name={iconOf(item)} />
              <span className={styles['title']}><Marked text={item.title} ranges={ranges} /></span>
              {item.detail !== undefined && <bdi className={styles['detail']}>{item.detail}</bdi>}
              {item.keys !== undefined && <Kbd keys={item.keys} />}
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

const icons: Record<ItemKind, IconName> = { recent: 'history', command: 'chevronRight', project: 'board', task: 'checklist' }
const iconOf = (item: Item): IconName => (item.done === true ? 'check' : icons[item.kind])
