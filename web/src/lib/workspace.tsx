import { createContext, type ReactNode, use, useMemo } from 'react'

export type Role = 'owner' | 'admin' | 'member' | 'guest'

export interface CurrentWorkspace {
  id: string
  name: string
  role: Role
  /** Whether something is worth offering. The server decides; `own` says that the person made the thing or has it assigned. */
  can(permission: string, own?: boolean): boolean
}

const members = new Set(['tasks:create', 'comments:create', 'labels:manage', 'projects:create', 'views:keep'])
const theirOwn = new Set(['tasks:update', 'tasks:reopen', 'tasks:withdraw', 'tasks:restore', 'comments:update', 'comments:delete', 'projects:manage', 'views:manage'])
/** What a workspace may open to all its members, whoever made a task. */
const opened = new Set(['tasks:update', 'tasks:reopen', 'tasks:restore'])
const ownersOnly = new Set(['workspace:manage'])
const adminsRead = new Set(['audit:read', 'imports:read', 'api_keys:read', 'service_accounts:read', 'provisioning:read'])

/** allowed mirrors the permission table of the API (internal/app/testdata/permissions.md), to leave out what would be refused. */
export function allowed(role: Role, editAll: boolean, permission: string, own: boolean): boolean {
  if (role === 'owner') return true
  if (role === 'admin') return !ownersOnly.has(permission)
  if (permission.endsWith(':read')) return !adminsRead.has(permission)
  if (role === 'guest') return false
  if (editAll && opened.has(permission)) return true
  return members.has(permission) || (own && theirOwn.has(permission))
}

const Current = createContext<CurrentWorkspace | undefined>(undefined)

export interface WorkspaceProviderProps { workspace: { id: string; name: string; role: Role; members_edit_all: boolean }; children: ReactNode }

export function WorkspaceProvider({ workspace: { id, name, role, members_edit_all: editAll }, children }: WorkspaceProviderProps) {
  const value = useMemo((): CurrentWorkspace => ({
    id, name, role, can: (permission, own = true) => allowed(role, editAll, permission, own),
  }), [id, name, role, editAll])
  return <Current value={value}>{children}</Current>
}

/** useWorkspace is the workspace of the page's address. */
export function useWorkspace(): CurrentWorkspace {
  const current = use(Current)
  if (current === undefined) throw new Error('useWorkspace outside of a workspace')
  return current
}
