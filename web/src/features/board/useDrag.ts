import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'

import { type Destination, dropped, type Lane } from './model'

type Half = 'upper' | 'lower'

const isCard = (data: Record<string | symbol, unknown>) => data['kind'] === 'card'

function halfAt(element: Element, y: number): Half {
  const { top, height } = element.getBoundingClientRect()
  return y < top + height / 2 ? 'upper' : 'lower'
}

/** useCardDrag lets a card be dragged and tells at which of its edges another one would be dropped. */
export function useCardDrag(item: RefObject<HTMLElement | null>, id: string, enabled: boolean): Half | undefined {
  const [edge, setEdge] = useState<Half>()
  useEffect(() => {
    const element = item.current
    if (element === null || !enabled) return undefined
    return combine(
      draggable({
        element, getInitialData: () => ({ kind: 'card', id }),
        onDragStart: () => element.toggleAttribute('data-dragged', true),
        onDrop: () => element.toggleAttribute('data-dragged', false),
      }),
      dropTargetForElements({
        element, canDrop: ({ source }) => isCard(source.data),
        getData: ({ input }) => ({ kind: 'card', id, half: halfAt(element, input.clientY) }),
        onDrag: ({ self, source }) => setEdge(source.data['id'] === id ? undefined : (self.data['half'] as Half)),
        onDragLeave: () => setEdge(undefined),
        onDrop: () => setEdge(undefined),
      }),
    )
  }, [item, id, enabled])
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
  })
  return list
}

/** useDrops moves what was dropped, and scrolls what a drag comes near the edge of. Escape leaves everything where it was. */
export function useDrops(box: RefObject<HTMLElement | null>, lanes: readonly Lane[], drop: (id: string, to: Destination) => void): void {
  const now = useRef({ lanes, drop })
  useLayoutEffect(() => {
    now.current = { lanes, drop }
  })
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
        const to = dropped(now.current.lanes, id, column, over)
        if (to !== undefined) now.current.drop(id, to)
      },
    })
    return () => {
      scroll.stop()
      stop()
    }
  }, [box])
}

const rim = 56
const fastest = 18

/** speedAt is how fast to scroll, in pixels a frame, at a distance from the two edges of a range. */
export function speedAt(at: number, start: number, end: number): number {
  if (at < start + rim) return -Math.ceil(fastest * Math.min(1, (start + rim - at) / rim))
  return at > end - rim ? Math.ceil(fastest * Math.min(1, (at - end + rim) / rim)) : 0
}

function scroller() {
  let frame = 0
  let aim: { board: HTMLElement; x: number; y: number } | undefined
  const step = () => {
    if (aim === undefined) return
    const { board, x, y } = aim
    const across = board.getBoundingClientRect()
    board.scrollBy(speedAt(x, across.left, across.right), 0)
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
      cancelAnimationFrame(frame)
    },
  }
}
