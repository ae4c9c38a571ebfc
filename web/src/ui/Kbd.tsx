import styles from './small.module.css'

const mac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad|od)/.test(navigator.platform)
const symbols: Record<string, string> = mac
  ? { mod: '⌘', alt: '⌥', shift: '⇧', enter: '↵', esc: 'esc', up: '↑', down: '↓', left: '←', right: '→', space: '␣', backspace: '⌫' }
  : { mod: 'Ctrl', alt: 'Alt', shift: 'Shift', enter: 'Enter', esc: 'Esc', up: '↑', down: '↓', left: '←', right: '→', space: 'Space', backspace: '⌫' }

function shown(key: string): string {
  return symbols[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key)
}

/** Shows keys as commands write them: `mod+k`, or `g b` for one after the other. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={styles['keys']}>
      {keys.split(' ').map((chord) => (
        <span key={chord} className={styles['chord']}>
          {chord.split('+').map((key) => <kbd key={key} className={styles['kbd']}>{shown(key)}</kbd>)}
        </span>
      ))}
    </span>
  )
}
