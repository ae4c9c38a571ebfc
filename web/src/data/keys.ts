import type { TaskFilter } from './filter'

/**
 * The keys of everything that is cached. What belongs to a workspace begins with `['ws', id]`, then the name of its
 * shape (shapes.ts), by which a change finds every place that it touches.
 */
export const keys = {
  me: () => ['me'] as const,
  sessions: () => ['sessions'] as const,
  workspaces: () => ['workspaces'] as const,
  workspace: (ws: string) => ['ws', ws] as const,
  members: (ws: string) => ['ws', ws, 'members'] as const,
  projects: (ws: string) => ['ws', ws, 'projects'] as const,
  archivedProjects: (ws: string) => ['ws', ws, 'archivedProjects'] as const,
  projectMembers: (ws: string, project: string) => ['ws', ws, 'projectMembers', project] as const,
  labels: (ws: string) => ['ws', ws, 'labels'] as const,
  views: (ws: string) => ['ws', ws, 'views'] as const,
  board: (ws: string, project: string) => ['ws', ws, 'board', project] as const,
  columns: (ws: string, project: string) => ['ws', ws, 'columns', project] as const,
  task: (ws: string, task: string) => ['ws', ws, 'task', task] as const,
  tasks: (ws: string, filter: TaskFilter) => ['ws', ws, 'tasks', filter] as const,
  comments: (ws: string, task: string) => ['ws', ws, 'comments', task] as const,
  checklist: (ws: string, task: string) => ['ws', ws, 'checklist', task] as const,
  activity: (ws: string) => ['ws', ws, 'activity'] as const,
  taskActivity: (ws: string, task: string) => ['ws', ws, 'activity', task] as const,
  trash: (ws: string, project?: string) => (project === undefined ? ['ws', ws, 'trash'] as const : ['ws', ws, 'trash', project] as const),
  invitations: (ws: string) => ['ws', ws, 'invitations'] as const,
  imports: (ws: string) => ['ws', ws, 'imports'] as const,
  audit: (ws: string, filter: object) => ['ws', ws, 'audit', filter] as const,
}
