import { type Card, completeTask, deleteTask, type Invocation, moveTask, runMany, run, type Spot, type TaskChange, type TaskFields, updateTask } from '~/data'
import { text } from '~/i18n'
import { toast } from '~/ui'

/** permitted leaves out what the server would refuse, and with it all the others, and says so. */
export function permitted(cards: readonly Card[], may: (card: Card) => boolean): Card[] {
  const left = cards.filter(may)
  if (left.length < cards.length) toast({ text: text('list:leftOut', { count: cards.length - left.length }) })
  return left
}

const bottom: Spot = { position: 'bottom' }

/** several changes many tasks by as few requests as there can be; one is changed by its own, which heeds what others did. */
function several(ws: string, cards: readonly Card[], one: (card: Card) => Invocation, many: (card: Card) => TaskChange): void {
  const [first] = cards
  if (cards.length === 1 && first !== undefined) void run(one(first))
  else runMany(ws, cards.map(many), (count) => ({ text: text('list:said.changed', { count }), toast: true }))
}

/** changeOf is what fields mean among many tasks: labels are added and taken away, so that those of others stay. */
export function changeOf(card: Card, { labels, priority, due, assignee_id }: TaskFields): TaskChange {
  const fields = { ...(priority === undefined ? {} : { priority }), ...(due === undefined ? {} : { due }), ...(assignee_id === undefined ? {} : { assignee_id }) }
  const [add, drop] = [labels?.filter((one) => !card.labels.includes(one)) ?? [], labels === undefined ? [] : card.labels.filter((one) => !labels.includes(one))]
  return { id: card.id, ...(Object.keys(fields).length === 0 ? {} : { fields }), ...(add.length === 0 ? {} : { add }), ...(drop.length === 0 ? {} : { drop }) }
}

/** completeMany leaves out those that are as they should be. */
export function completeMany(ws: string, cards: readonly Card[], done: boolean): void {
  several(ws, cards.filter((one) => (one.completed_at !== null) !== done), ({ id }) => completeTask.with({ ws, id, done }), ({ id }) => ({ id, done }))
}

export function changeMany(ws: string, cards: readonly Card[], fields: (card: Card) => TaskFields): void {
  several(ws, cards, (card) => updateTask.with({ ws, id: card.id, fields: fields(card) }), (card) => changeOf(card, fields(card)))
}

/** moveMany brings tasks to the end of a column, in their order. */
export function moveMany(ws: string, cards: readonly Card[], column: string): void {
  several(ws, cards.filter((one) => one.column_id !== column), ({ id }) => moveTask.with({ ws, id, column, spot: bottom }), ({ id }) => ({ id, to: { column, spot: bottom } }))
}

export function deleteMany(ws: string, cards: readonly Card[]): void {
  several(ws, cards, ({ id }) => deleteTask.with({ ws, id }), ({ id }) => ({ id, gone: true }))
}
