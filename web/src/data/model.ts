import type { components } from '~/api/schema'

type Schemas = components['schemas']

/** The things of TaskFlow as the API shows them. Lists are never null here. */
export type Account = Schemas['Account']
export type Workspace = Schemas['Workspace']
export type Member = Schemas['Member']
export type Role = Member['role']
export type Project = Schemas['Project']
export type Column = Schemas['ProjectsColumn']
export type Label = Schemas['Label']
export type LabelColor = Schemas['LabelsCreateBody']['color']
export type Comment = Schemas['Comment']
export type ChecklistItem = Schemas['ChecklistsItem']
export type SavedView = Schemas['View']
export type Session = Schemas['Session']
export type Invitation = Schemas['Invitation']
export type Import = Schemas['Import']
export type AuditEntry = Schemas['AuditlogEntry']
export type ActivityEvent = Schemas['ActivityEvent']
export type Priority = Schemas['Task']['priority']

export type Task = Omit<Schemas['Task'], 'labels' | 'assignee_id' | 'parent_id' | 'next_id'> & { labels: string[]; assignee_id: string | null; parent_id: string | null; next_id: string | null }

/** A task as a board or a list shows it: a board leaves out what it has no place for, and counts what belongs to a task. */
export type Card = Omit<Task, 'description'> & {
  description?: string
  has_description?: boolean
  comments?: number
  checklist_total?: number
  checklist_done?: number
}

/** A column as a board needs it. */
export type BoardColumn = Pick<Column, 'id' | 'project_id' | 'name' | 'rank' | 'wip_limit' | 'version'>

export interface Board { columns: BoardColumn[]; cards: Readonly<Record<string, Card>>; truncated: boolean }

/** cardOf fills in what a board leaves out because it is empty, or the same for all of its cards. */
export function cardOf(card: Schemas['TasksCard'], project: string): Card {
  return {
    subtasks: 0, subtasks_done: 0, parent_id: null, next_id: null, archived: false, archived_at: null, ...card, project_id: project,
    due: card.due ?? null, repeat: card.repeat ?? null, assignee_id: card.assignee_id || null, labels: card.labels ?? [], completed_at: card.completed_at ?? null,
  }
}

/** What a change can be about, by the name that changes use. */
export interface Things {
  account: Account
  workspace: Workspace
  member: Member
  project: Project
  column: Column
  label: Label
  task: Card
  comment: Comment
  checklistItem: ChecklistItem
  view: SavedView
}

export type Kind = keyof Things

export function idOf(thing: { id: string } | { user_id: string }): string {
  return 'id' in thing ? thing.id : thing.user_id
}

/** taskOf mends what the schema can't say: lists that Go writes as null, and nobody as null. */
export function taskOf(task: Schemas['Task'] | Task): Task {
  return { ...task, labels: task.labels ?? [], assignee_id: task.assignee_id || null, parent_id: task.parent_id || null, next_id: task.next_id || null }
}
