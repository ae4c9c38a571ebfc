import { type KeyboardEvent, type RefObject, useId } from 'react'

import { useTexts } from '~/i18n'
import { Avatar, cx, Icon } from '~/ui'

import { piecesOf } from './model'
import styles from './quickadd.module.css'
import type { Composer as State } from './useComposer'

export interface ComposerProps { state: State; field: RefObject<HTMLTextAreaElement | null>; /** The message that says what is wrong, if anything is. */ describedBy: string; invalid: boolean; onSubmit: (stay: boolean) => void }

/** The text, with what it means marked beneath it, and the names that fit what is being typed. */
export function Composer({ state, field, describedBy, invalid, onSubmit }: ComposerProps) {
  const t = useTexts('quickadd')
  const list = useId()
  const { text, tokens, offered } = state
  const active = offered === undefined ? undefined : `${list}-${offered.active}`
  return (
    <>
      <div className={styles['paper']}>
        <div className={styles['marks']} aria-hidden dir="auto">
          {piecesOf(text, tokens).map((piece) => (piece.kind === undefined ? piece.text : <mark key={piece.at} className={cx(styles['mark'], styles[piece.kind])}>{piece.text}</mark>))}
          {'\u200b'}
        </div>
        <textarea
          ref={field} className={styles['text']} value={text} rows={1} dir="auto" spellCheck autoCapitalize="sentences" enterKeyHint="send"
          placeholder={t('placeholder')} aria-label={t('label')} aria-describedby={describedBy} aria-invalid={invalid} aria-autocomplete="list"
          {...(active === undefined ? {} : { 'aria-controls': list, 'aria-activedescendant': active })}
          onChange={(event) => state.write(event.target.value, event.target.selectionStart)}
          onSelect={(event) => state.moveCaret(event.currentTarget.selectionStart)}
          onKeyDown={(event) => handle(event, state, onSubmit)}
        />
      </div>
      {offered !== undefined && <Offered id={list} state={state} />}
    </>
  )
}

function Offered({ id, state }: { id: string; state: State }) {
  const t = useTexts('quickadd')
  if (state.offered === undefined) return undefined
  const { list, active, typing } = state.offered
  return (
    <div id={id} role="listbox" aria-label={t(`offer.${typing.sign === '#' ? 'project' : typing.sign === '@' ? 'label' : 'assignee'}`)} className={styles['offers']}>
      {list.map((one, at) => (
        // The keyboard chooses from the text field, which keeps the focus.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div key={one.id} id={`${id}-${at}`} role="option" tabIndex={-1} aria-selected={at === active} className={styles['offer']} onMouseDown={(event) => event.preventDefault()} onClick={() => state.choose(at)}>
          {typing.sign === '+' ? <Avatar id={one.id} name={one.name} size="sm" decorative /> : <Icon name={typing.sign === '#' ? 'board' : 'tag'} size="sm" />}
          <bdi>{one.name}</bdi>
        </div>
      ))}
    </div>
  )
}

/** handle keeps Escape and Enter from the dialog where the text has its own use for them. */
function handle(event: KeyboardEvent<HTMLTextAreaElement>, state: State, submit: (stay: boolean) => void): void {
  if (event.nativeEvent.isComposing) return
  const { selectionStart, selectionEnd } = event.currentTarget
  const used = () => {
    event.preventDefault()
    event.stopPropagation()
  }
  const { offered } = state
  if (offered !== undefined && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    used()
    return state.step(event.key === 'ArrowDown' ? 1 : -1)
  }
  const bare = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey
  if (offered !== undefined && bare && (event.key === 'Enter' || event.key === 'Tab')) {
    used()
    return state.choose(offered.active)
  }
  if (event.key === 'Escape' && offered !== undefined) {
    used()
    return state.dismiss()
  }
  if (event.key === 'Escape' && state.refuseAt(selectionStart, false)) return used()
  if (event.key === 'Backspace' && bare && selectionStart === selectionEnd && state.refuseAt(selectionStart, true)) return used()
  if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
    used()
    submit(event.ctrlKey || event.metaKey)
  }
}
