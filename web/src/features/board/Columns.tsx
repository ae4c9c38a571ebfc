import { type FocusEvent, useRef, useState } from 'react'

import { ContextMenu } from '~/ui'

import { type Acts, cardIdIn } from './acts'
import styles from './board.module.css'
import { CardMenu } from './CardMenu'
import { Column, type Looks } from './Column'
import { handleCard } from './keys'
import { cardAt, type Lane } from './model'
import { NewColumn } from './NewColumn'
import { useDrops } from './useDrag'
import { useManages } from './useManages'
import { useLaneWindow } from './useWindow'

const laneIn = (target: EventTarget | null) => (target instanceof Element ? target.closest<HTMLElement>('[data-lane]')?.dataset['lane'] : undefined)

/** The columns in sight, and those which something keeps. They share one menu, which is that of the card under the pointer. */
export function Columns({ lanes, acts, looks, project }: { lanes: readonly Lane[]; acts: Acts; looks: Looks; project: string }) {
  const manages = useManages(project)
  const box = useRef<HTMLDivElement>(null)
  const pointed = useRef<string | undefined>(undefined)
  const [menu, setMenu] = useState(false)
  const { shown, track } = useLaneWindow(lanes, box, acts)
  useDrops(box, lanes, acts)
  const point = (target: EventTarget) => (pointed.current = cardIdIn(target))
  const follow = (event: FocusEvent, column: string | undefined) => {
    if (event.currentTarget.contains(event.target) && acts.desk.get().column !== column) acts.desk.set((one) => ({ ...one, column }))
  }
  const toggleMenu = (open: boolean) => {
    if (open && pointed.current !== undefined) acts.focus(pointed.current)
    setMenu(open && pointed.current !== undefined)
  }
  return (
    <ContextMenu open={menu} onOpenChange={toggleMenu} menu={<CardMenu acts={acts} rights={looks.rights} />}>
      <div
        ref={box} className={styles['board']} role="presentation"
        onKeyDown={(event) => handleCard(event, acts, (id) => {
          const card = cardAt(lanes, id)
          if (card !== undefined) acts.open(card)
        })}
        onFocus={(event) => follow(event, laneIn(event.target))} onBlur={(event) => follow(event, laneIn(event.relatedTarget))}
        onPointerDownCapture={(event) => point(event.target)}
        onContextMenuCapture={(event) => point(event.target) === undefined && event.stopPropagation()}
      >
        <div ref={track} className={styles['track']}>
          {shown.map(({ index, start }) => {
            const lane = lanes[index]
            return lane !== undefined && <Column key={lane.column.id} lane={lane} index={index} start={start} of={lanes.length} acts={acts} looks={looks} project={project} />
          })}
        </div>
        {manages && <NewColumn project={project} />}
      </div>
    </ContextMenu>
  )
}
