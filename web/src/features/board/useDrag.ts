import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'

import type { Acts } from './acts'
import { dropped, type Lane } from './model'

type Half = 'upper' | 'lower'

const isCard = (data: Record<string | symbol, unknown>) => data['kind'] === 'card'

function halfAt(element: Element, y: number): Half {
  const { top, height } = element.getBoundingClientRect()
  return y < top + height / 2 ? 'upper' : 'lower'
}

/** useCardDrag lets a card be dragged and tells at which of its edges another one would be dropped. */
export function useCardDrag(item: RefObject<HTMLElement | null>, id: string, enabled: boolean, acts: Acts): Half | undefined {
  const [edge, setEdge] = useState<Half>()
  useEffect(() => {
    const element = item.current
    if (element === null || !enabled) return undefined
    return combine(
      draggable({
        element, getInitialData: () => ({ kind: 'card', id }),
        onDragStart() {
          element.toggleAttribute('data-dragged', true)
          // Were it taken out of the page as it goes out of sight, the browser would never say how the drag ended.
          acts.desk.set((now) => ({ ...now, dragged: id }))
        },
        onDrop() {
          element.toggleAttribute('data-dragged', false)
          acts.desk.set((now) => ({ ...now, dragged: undefined }))
        },
      }),
      dropTargetForElements({
        element, canDrop: ({ source }) => isCard(source.data),
        getData: ({ input }) => ({ kind: 'card', id, half: halfAt(element, input.clientY) }),
        onDrag: ({ self, source }) => setEdge(source.data['id'] === id ? undefined : (self.data['half'] as Half)),
        onDragLeave: () => setEdge(undefined),
        onDrop: () => setEdge(undefined),
      }),
    )
  }, [item, id, enabled, acts])
  return edge
}

/** useColumnDrop lets a column take cards where none of its own lies. */
export function useColumnDrop(column: string): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = list.current
    if (element === null) return undefined
    return dropTargetForElements({
      element, canDrop: ({ source }) => isCard(source.data), getData: () => ({ kind: 'column', id: column }),
      onDragEnter: () => element.toggleAttribute('data-over', true),
      onDragLeave: () => element.toggleAttribute('data-over', false),
      onDrop: () => element.toggleAttribute('data-over', false),
    })
  }, [column])
  return list
}

/** useDrops moves what was dropped, and scrolls what a drag comes near the edge of. Escape leaves everything where it was. */
export function useDrops(box: RefObject<HTMLElement | null>, lanes: readonly Lane[], acts: Acts): void {
  const now = useRef(lanes)
  useLayoutEffect(() => {
    now.current = lanes
  }, [lanes])
  useEffect(() => {
    const scroll = scroller()
    const stop = monitorForElements({
      canMonitor: ({ source }) => isCard(source.data),
      onDrag: ({ location }) => scroll.near(box.current, location.current.input.clientX, location.current.input.clientY),
      onDrop: ({ source, location }) => {
        scroll.stop()
        const targets = location.current.dropTargets
        const column = targets.find((one) => one.data['kind'] === 'column')?.data['id']
        const over = targets.find((one) => one.data['kind'] === 'card')?.data as { id: string; half: Half } | undefined
        if (typeof column !== 'string') return
        const id = String(source.data['id'])
        const to = dropped(now.current, id, column, over)
        if (to !== undefined) acts.drop(id, to)
      },
    })
    return () => {
      scroll.stop()
      stop()
    }
  }, [box, acts])
}

const rim = 56
const fastest = 18

/** speedAt is how fast to scroll, in pixels a frame, at a distance from the two edges of a range. */
export function speedAt(at: number, start: number, end: number): number {
  if (at < start + rim) return -Math.ceil(fastest * Math.min(1, (start + rim - at) / rim))
  return at > end - rim ? Math.ceil(fastest * Math.min(1, (at - end + rim) / rim)) : 0
}

/** hastened is how many times faster a scroll gets, the longer it has gone on: a board can be very wide. */
export function hastened(frames: number): number {
  return 1 + Math.min(3, frames / 60)
}

function scroller() {
  let frame = 0
  let held = 0
  let aim: { board: HTMLElement; x: number; y: number } | undefined
  const step = () => {
    if (aim === undefined) return
    const { board, x, y } = aim
    const across = board.getBoundingClientRect()
    const speed = speedAt(x, across.left, across.right)
    held = speed === 0 ? 0 : held + 1
    board.scrollBy(speed * hastened(held), 0)
    const list = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-column]')
    if (list !== null && list !== undefined) {
      const { top, bottom } = list.getBoundingClientRect()
      list.scrollBy(0, speedAt(y, top, bottom))
    }
    frame = requestAnimationFrame(step)
  }
  return {
    near(board: HTMLElement | null, x: number, y: number) {
      if (board === null) return
      const idle = aim === undefined
      aim = { board, x, y }
      if (idle) frame = requestAnimationFrame(step)
    },
    stop() {
      aim = undefined
      held = 0
      cancelAnimationFrame(frame)
    },
  }
}
