import { text } from '~/i18n'

import type { View } from './changes'
import type { Card } from './model'
import type { Saying } from './mutation'
import type { TaskFields } from './tasks'

const short = (title: string | undefined) => (title === undefined ? '' : title.length > 60 ? `${title.slice(0, 59)}…` : title)

/** What is said once a task has changed. Small changes are only spoken; what hides a thing is shown with Undo. */
export const words = {
  updated(fields: TaskFields, _view: View): Saying {
    if (fields.archived !== undefined) return { text: text('common:said.archived'), toast: true }
    return { text: text('common:said.updated') }
  },
  moved: (task: Card | undefined, column: string): Saying => ({ text: text('common:said.moved', { title: short(task?.title), column }) }),
  completed: (task: Card | undefined, done: boolean): Saying => ({ text: text(done ? task?.repeat ? 'common:said.completedOne' : 'common:said.completed' : 'common:said.reopened', { title: short(task?.title) }), toast: true }),
  created: (title: string): Saying => ({ text: text('common:said.created', { title: short(title) }) }),
  restored: (title: string): Saying => ({ text: text('common:said.restored', { title: short(title) }) }),
  deleted: (task: Card | undefined): Saying => ({ text: text('common:said.deleted', { title: short(task?.title) }), toast: true }),
}
