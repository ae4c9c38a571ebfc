/** What a new project begins with. A project's columns, by the kind of work. */
export interface Template { id: 'kanban' | 'sprint' | 'bugs' | 'personal'; columns: readonly string[] }

/** The names are keys of the catalogue `onboarding`, so that a project speaks the language of who makes it. */
export const templates: readonly Template[] = [
  { id: 'kanban', columns: ['todo', 'doing', 'done'] },
  { id: 'sprint', columns: ['backlog', 'ready', 'doing', 'review', 'done'] },
  { id: 'bugs', columns: ['reported', 'confirmed', 'fixing', 'testing', 'closed'] },
  { id: 'personal', columns: ['someday', 'week', 'today', 'done'] },
]
