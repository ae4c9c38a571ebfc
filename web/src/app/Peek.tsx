import { Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'

import { useCommands } from '~/lib/commands'
import { fetched } from '~/lib/later'
import { useWorkspace } from '~/lib/workspace'

import { taskAt, taskElement } from './peeked'

const PeekPanel = lazy(async () => ({ default: (await fetched(() => import('~/features/task'))).PeekPanel }))

/** Where there is no room beside the page, a task has the page for itself. */
const narrow = matchMedia('(max-width: 60rem)')

/** A task beside the page that it was found on, named by the address (`?peek=`): it follows the focus, and leaves it where it is. */
export function Peek() {
  const { id: ws } = useWorkspace()
  const { peek } = useSearch({ strict: false }) as { peek?: string }
  const navigate = useNavigate()
  const open = peek !== undefined && /^tsk_[0-9a-z]{26}$/.test(peek)
  const show = (task: string | undefined, replace: boolean) => {
    if (task !== undefined && narrow.matches) void navigate({ to: '/w/$ws/t/$task', params: { ws, task } })
    else void navigate({ to: '.', search: (({ peek: _before, ...rest }: Record<string, unknown>) => ({ ...rest, ...(task !== undefined && { peek: task }) })) as never, replace, resetScroll: false })
  }
  const close = () => {
    show(undefined, false)
    if (peek !== undefined) taskElement(peek)?.focus()
  }
  useCommands([
    {
      id: 'task.peek', title: 'shell:command.peek', keys: 'Space', group: 'task', when: () => taskAt(document.activeElement) !== undefined,
      run: () => {
        const task = taskAt(document.activeElement)
        if (task === peek) close()
        else show(task, open)
      },
    },
    { id: 'task.unpeek', title: 'shell:command.unpeek', keys: 'Escape', group: 'task', when: () => open, run: close },
  ])
  useEffect(() => {
    if (!open) return undefined
    const follow = (event: FocusEvent) => {
      const task = taskAt(event.target)
      if (task !== undefined && task !== peek) show(task, true)
    }
    document.addEventListener('focusin', follow)
    return () => document.removeEventListener('focusin', follow)
  })
  if (!open) return null
  if (narrow.matches) return <Navigate to="/w/$ws/t/$task" params={{ ws, task: peek }} replace />
  return <Suspense><PeekPanel ws={ws} task={peek} onClose={close} /></Suspense>
}
