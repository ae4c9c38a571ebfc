import { type ReactNode, type RefObject, useRef, useState } from 'react'

import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { ContextMenu, MenuItem, MenuSeparator } from '~/ui'

import styles from './list.module.css'
import { isTouch } from './TaskRow'
import type { Acts, Verb } from './useActs'
import type { Rows } from './useRows'

/** lineIn is the line that something on the page belongs to. */
const lineIn = (target: EventTarget) => (target instanceof Element ? target.closest<HTMLElement>('[data-key]:has([data-line])')?.dataset['key'] : undefined)

/** The lines share one menu, which is that of the line under the pointer. A finger selects instead, which the line knows. */
export function LinesMenu({ box, rows, acts, children }: { box: RefObject<HTMLDivElement | null>; rows: Rows; acts: Acts; children: ReactNode }) {
  const pointed = useRef<string>(undefined)
  const [menu, setMenu] = useState(false)
  const point = (target: EventTarget, touch: boolean) => (pointed.current = touch ? undefined : lineIn(target))
  const toggle = (open: boolean) => {
    if (open && pointed.current !== undefined) rows.onFocus(pointed.current)
    setMenu(open && pointed.current !== undefined)
    if (!open && document.activeElement === document.body) rows.refocus()
  }
  return (
    <ContextMenu open={menu} onOpenChange={toggle} menu={<Items acts={acts} onDone={rows.refocus} />}>
      <div
        ref={box} className={styles['box']} role="presentation" onBlur={rows.onBlur}
        onPointerDownCapture={(event) => point(event.target, event.pointerType === 'touch')}
        onContextMenuCapture={(event) => point(event.target, isTouch(event)) === undefined && !isTouch(event) && event.stopPropagation()}
      >
        {children}
      </div>
    </ContextMenu>
  )
}

/** The same verbs as by the keys, for the pointer: of the line under it, or of all selected ones. */
function Items({ acts, onDone }: { acts: Acts; onDone: () => void }) {
  const t = useTexts('list')
  const { can } = useWorkspace()
  const { targets, rights } = acts
  const act = (verb: Verb) => () => {
    acts.run(verb)
    if (verb === 'complete' || verb === 'select') onDone()
  }
  if (targets.length === 0) return undefined
  return (
    <>
      <MenuItem icon="peek" keys="enter" onSelect={act('open')}>{t('common:action.open')}</MenuItem>
      <MenuItem icon="list" keys="x" onSelect={act('select')}>{t('verb.select')}</MenuItem>
      {targets.some(rights.finish) && <MenuItem icon="check" keys="mod+enter" onSelect={act('complete')}>{t(targets.some((one) => one.completed_at === null) ? 'common:action.done' : 'reopen')}</MenuItem>}
      {targets.some(rights.edit) && (
        <>
          <MenuItem icon="edit" keys="e" onSelect={act('edit')}>{t('verb.edit')}</MenuItem>
          <MenuSeparator />
          <MenuItem icon="board" keys="s" onSelect={act('status')}>{t('verb.status')}</MenuItem>
          <MenuItem icon="user" keys="a" onSelect={act('assignee')}>{t('verb.assignee')}</MenuItem>
          <MenuItem icon="priority" keys="p" onSelect={act('priority')}>{t('verb.priority')}</MenuItem>
          <MenuItem icon="tag" keys="l" onSelect={act('label')}>{t('verb.label')}</MenuItem>
          <MenuItem icon="calendar" keys="d" onSelect={act('due')}>{t('verb.due')}</MenuItem>
          <MenuItem icon="repeat" keys="r" onSelect={act('repeat')}>{t('verb.repeat')}</MenuItem>
        </>
      )}
      {can('tasks:delete') && (
        <>
          <MenuSeparator />
          <MenuItem icon="trash" keys="Delete" danger onSelect={act('delete')}>{t('verb.delete')}</MenuItem>
        </>
      )}
    </>
  )
}
