import styles from './icon.module.css'

/** Our own icons: strokes on a 16-pixel grid, in the colour of the text beside them. */
const paths = {
  plus: 'M8 3v10M3 8h10', minus: 'M3 8h10', close: 'm4 4 8 8M12 4l-8 8', check: 'm3 8.5 3.5 3.5L13 4.5', search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm4-1 3 3',
  chevronDown: 'm4 6 4 4 4-4', chevronUp: 'm4 10 4-4 4 4', chevronLeft: 'm10 4-4 4 4 4', chevronRight: 'm6 4 4 4-4 4', more: 'M3 8h.01M8 8h.01M13 8h.01', menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  board: 'M2.5 3h3v10h-3zM6.5 3h3v6h-3zM10.5 3h3v8h-3z', list: 'M5 4h8.5M5 8h8.5M5 12h8.5M2.5 4h.01M2.5 8h.01M2.5 12h.01', calendar: 'M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2v3M10.5 2v3',
  inbox: 'M2.5 9h3l1 2h3l1-2h3M2.5 9l2-6h7l2 6v4h-11z', sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1', moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z',
  settings: 'M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 1.5l1 2 2.2-.4.6 2.1L14 6.5 12.8 8l1.2 1.5-2.2 1.3-.6 2.1L9 12.5l-1 2-1-2-2.2.4-.6-2.1L2 9.5 3.2 8 2 6.5l2.2-1.3.6-2.1L7 3.5z',
  user: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 14a5.5 5.5 0 0 1 11 0', users: 'M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 13.5a4.5 4.5 0 0 1 9 0M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 9.6a4.5 4.5 0 0 1 2.5 3.9', tag: 'M2.5 2.5h5l6 6-5 5-6-6zM5.5 5.5h.01', flag: 'M3.5 14V2.5h8l-2 3 2 3h-8', clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.5V8l2.5 1.5', comment: 'M2.5 3h11v8h-6L4 13.5V11H2.5z',
  checklist: 'M2.5 4.5l1 1 2-2M2.5 11l1 1 2-2M8 4.5h5.5M8 11h5.5', trash: 'M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.5v4.5M9.3 6.5v4.5', archive: 'M2 3h12v3H2zM3 6v7.5h10V6M6.5 9h3', edit: 'm10 3.5 2.5 2.5L6 12.5l-3 .5.5-3zM9 4.5 11.5 7', copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3', link: 'M6.5 9.5l3-3M7.5 4.5 9 3a2.8 2.8 0 0 1 4 4l-1.5 1.5M8.5 11.5 7 13a2.8 2.8 0 0 1-4-4l1.5-1.5', external: 'M9 2.5h4.5V7M13.5 2.5 7.5 8.5M6.5 3.5h-4v10h10v-4', filter: 'M2 3.5h12L9.5 9v4.5l-3-1.5V9z', sort: 'M5 3v10l-2.5-2.5M5 13l2.5-2.5M11 13V3L8.5 5.5M11 3l2.5 2.5', bell: 'M4 11V7a4 4 0 0 1 8 0v4l1 1.5H3zM6.5 14.5h3', key: 'M5.5 13a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM8 7l5.500-5.500M11 4l2.500 2.500M5.500 9.500h.01', lock: 'M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2', eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z', eyeOff: 'M2 2l12 12M6 4a6 6 0 0 1 2-.4c4 0 6.500 4.400 6.500 4.400a11 11 0 0 1-2 2.500M4 5.300A11 11 0 0 0 1.500 8S4 12.500 8 12.500c1 0 1.900-.3 2.700-.7', warning: 'M8 2 1.500 13.500h13zM8 6.500v3M8 11.500h.01', info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.500V11M8 5h.01', error: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3.500M8 11h.01', undo: 'M3 6.500h6.500a3.500 3.500 0 0 1 0 7H6M6 3 2.500 6.500 6 10', drag: 'M6 3.500h.01M10 3.500h.01M6 8h.01M10 8h.01M6 12.500h.01M10 12.500h.01', sidebar: 'M2 3h12v10H2zM6 3v10', home: 'M2.500 7.500 8 2.500l5.500 5v6h-4v-4h-3v4h-4z', upcoming: 'M2.500 3h11M2.500 6.500h7M2.500 10h11M2.500 13.500h5', star: 'm8 2 1.800 3.900 4.200.5-3.100 2.900.8 4.200L8 11.400l-3.700 2.100.8-4.200L2 6.400l4.200-.5z', import: 'M8 2v8M5 7l3 3 3-3M2.500 11v2.500h11V11', subtasks: 'M3 2.500v8.500a1 1 0 0 0 1 1h3M3 6h4M9 4.500h4.500v3H9zM9 10.500h4.500v3H9z', keyboard: 'M1.500 4h13v8h-13zM4 6.500h.01M6.500 6.500h.01M9 6.500h.01M11.500 6.500h.01M5 9.500h6', logout: 'M6.500 2.500h-4v11h4M10.500 5l3 3-3 3M13.500 8H6', offline: 'M2 2l12 12M3 6.500a8 8 0 0 1 2-1.200M13 6.500a8 8 0 0 0-5-1.900M5.500 9.500a4 4 0 0 1 2-1M8 12.500h.01', sparkle: 'M8 2l1.500 4.500L14 8l-4.500 1.500L8 14l-1.500-4.500L2 8l4.500-1.500z', priority: 'M3 13V9.500M8 13V6M13 13V2.500', repeat: 'M3 7V6a2 2 0 0 1 2-2h8M11 2l2 2-2 2M13 9v1a2 2 0 0 1-2 2H3M5 14l-2-2 2-2', history: 'M2.500 8a5.500 5.500 0 1 0 1.600-3.900L2.500 5.500M2.500 2.500v3h3M8 5v3.500l2 1.500', shield: 'M8 1.500 2.500 3.500v4c0 3.500 2.500 5.500 5.500 7 3-1.500 5.500-3.500 5.500-7v-4z', mail: 'M2 3.500h12v9H2zM2 4.500l6 4.500 6-4.500', bookmark: 'M4 2.500h8v11l-4-3-4 3z', peek: 'M2 3h12v10H2zM9.500 3v10', globe: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c2 2 2.500 4 2.500 6S10 12 8 14c-2-2-2.500-4-2.500-6S6 4 8 2Z',
} as const

export type IconName = keyof typeof paths

export interface IconProps { name: IconName; size?: 'sm' | 'md' | 'lg'; /** What it says where no text stands beside it. */ label?: string }

/** Icons that point along the line of text turn around in right-to-left languages. */
const directed = new Set<IconName>(['chevronLeft', 'chevronRight', 'undo', 'logout', 'external', 'list', 'sidebar', 'peek'])

export function Icon({ name, size = 'md', label }: IconProps) {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <svg viewBox="0 0 16 16" className={`${styles['icon']} ${styles[size]} ${directed.has(name) ? styles['directed'] : ''}`} {...named}>
      <path d={paths[name]} />
    </svg>
  )
}
