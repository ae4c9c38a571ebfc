import { type Command, commands } from '~/lib/commands'

const sequenceTime = 1000
/** What a field does with a key of its own. */
const ofFields = new Set(['A', 'C', 'V', 'X', 'Z', 'Y', 'Enter', 'ArrowLeft', 'ArrowRight', 'Backspace', 'Delete'])

/** chordOf writes a key press as commands write it. Shift is part of a printable character already. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const { key } = event
  const printable = [...key].length === 1
  const parts = [
    ...(event.ctrlKey || event.metaKey ? ['Mod'] : []), ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey && (!printable || /\p{L}/u.test(key)) ? ['Shift'] : []),
    key === ' ' ? 'Space' : printable ? key.toLocaleUpperCase() : key,
  ]
  return parts.join('+')
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox],[type=radio],[type=button]), textarea, select'))
}

/** found is the newest command with these keys that can be done now. */
export function found(list: readonly Command[], keys: string): Command | undefined {
  return list.findLast((one) => one.keys === keys && one.when?.() !== false)
}

/** listenToKeys runs commands by their keys, until the returned function is called. */
export function listenToKeys(target: Document = document): () => void {
  let first = { chord: '', at: -sequenceTime }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.key === 'Dead') return
    const chord = chordOf(event)
    const mod = chord.startsWith('Mod+')
    if (isField(event.target) && (!mod || ofFields.has(chord.slice(4)))) return
    // A dialog has keys of its own; those with Ctrl or ⌘ still reach the page. A toast is a dialog that takes nothing.
    if (!mod && target.querySelector(':is([role=dialog], [role=alertdialog]):not([aria-modal=false]), [role=menu], [role=listbox]:not([data-page])') !== null) return
    const sequence = event.timeStamp - first.at < sequenceTime ? found(commands.get(), `${first.chord} ${chord}`) : undefined
    const command = sequence ?? found(commands.get(), chord)
    first = { chord: command === undefined ? chord : '', at: event.timeStamp }
    if (command === undefined || (event.repeat && !chord.includes('Arrow'))) return
    event.preventDefault()
    command.run()
  }
  target.addEventListener('keydown', onKeyDown)
  return () => target.removeEventListener('keydown', onKeyDown)
}
