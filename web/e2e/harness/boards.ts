import type { Person, Thing } from './api'

export interface BoardSize { readonly lists: number; readonly cards: number; /** How many stand in the first list; the others share the rest. */ readonly first?: number }

/** A board of any size, brought in as a Trello file: "List 0" and on, with cards "Card 0" and on from list to list. */
export async function importBoard(person: Person, workspace: Thing, { lists, cards, first }: BoardSize): Promise<string> {
  const inFirst = first ?? Math.ceil(cards / lists)
  const listOf = (at: number) => (at < inFirst ? 0 : lists === 1 ? 0 : 1 + Math.min(lists - 2, Math.floor(((at - inFirst) * (lists - 1)) / (cards - inFirst))))
  const file = {
    id: `board-${lists}-${cards}`, name: `${cards} cards`,
    labels: ['red', 'green', 'blue'].map((color) => ({ id: `label-${color}`, name: `Label ${color}`, color })),
    lists: Array.from({ length: lists }, (_, at) => ({ id: `list-${at}`, name: `List ${at}`, pos: at + 1 })),
    cards: Array.from({ length: cards }, (_, at) => ({
      id: at.toString(16).padStart(24, '0'), idList: `list-${listOf(at)}`, pos: at + 1, idLabels: at % 3 === 0 ? ['label-blue'] : [],
      name: at % 5 === 1 ? `Card ${at} with a title that is long enough to go on in a second line` : `Card ${at}`,
      ...(at % 4 === 0 ? { due: '2027-03-01T10:00:00.000Z' } : {}),
    })),
  }
  const made = await person.api.ask<{ project_id: string }>('POST', `/workspaces/${workspace.id}/imports?source=trello`, file)
  return made.project_id
}
