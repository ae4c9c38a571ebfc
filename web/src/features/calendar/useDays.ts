import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { type RefObject, useEffect } from 'react'

const isTask = (data: Record<string | symbol, unknown>) => data['kind'] === 'day-task'

/** useDrag lets a task be dragged to another day. */
export function useDrag(item: RefObject<HTMLElement | null>, id: string, enabled: boolean): void {
  useEffect(() => {
    const element = item.current
    return element === null || !enabled ? undefined : draggable({
      element, getInitialData: () => ({ kind: 'day-task', id }),
      onDragStart: () => element.toggleAttribute('data-dragged', true), onDrop: () => element.toggleAttribute('data-dragged', false),
    })
  }, [item, id, enabled])
}

/** useDrop lets a day take tasks. */
export function useDrop(item: RefObject<HTMLElement | null>, onDrop: (id: string) => void): void {
  useEffect(() => {
    const element = item.current
    const mark = (over: boolean) => element?.toggleAttribute('data-over', over)
    return element === null ? undefined : dropTargetForElements({
      element, canDrop: ({ source }) => isTask(source.data), onDragEnter: () => mark(true), onDragLeave: () => mark(false),
      onDrop({ source }) {
        mark(false)
        onDrop(String(source.data['id']))
      },
    })
  }, [item, onDrop])
}
