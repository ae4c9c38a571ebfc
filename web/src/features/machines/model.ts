import type { components } from '~/api/schema'
import { allowed, type Role } from '~/lib/workspace'

type Schemas = components['schemas']

export type APIKey = Schemas['APIKey']
export type ServiceAccount = Schemas['ServiceAccount']
export type Scope = NonNullable<Schemas['ApikeysCreateBody']['scopes']>[number]

/** Every permission that a machine can have: a type error says which one is missing, or gone. */
const every: Record<Scope, true> = {
  'workspace:read': true, 'workspace:manage': true, 'members:read': true, 'members:manage': true,
  'projects:read': true, 'projects:create': true, 'projects:manage': true,
  'tasks:read': true, 'tasks:create': true, 'tasks:update': true, 'tasks:reopen': true, 'tasks:delete': true, 'tasks:withdraw': true, 'tasks:restore': true, 'tasks:purge': true,
  'labels:manage': true, 'comments:create': true, 'comments:update': true, 'comments:delete': true,
  'views:read': true, 'views:keep': true, 'views:manage': true, 'imports:read': true, 'imports:create': true, 'events:read': true, 'audit:read': true,
}

export type Topic = Scope extends `${infer T}:${string}` ? T : never
export type Verb = Scope extends `${string}:${infer V}` ? V : never

/** scopesFor are the permissions that a role can hold, by what they are about. */
export function scopesFor(role: Role): Array<{ topic: Topic; scopes: Array<{ scope: Scope; verb: Verb }> }> {
  const groups = new Map<Topic, Array<{ scope: Scope; verb: Verb }>>()
  for (const scope of Object.keys(every) as Scope[]) {
    if (!allowed(role, false, scope, true)) continue
    const [topic, verb] = scope.split(':') as [Topic, Verb]
    groups.set(topic, [...(groups.get(topic) ?? []), { scope, verb }])
  }
  return [...groups].map(([topic, scopes]) => ({ topic, scopes }))
}

/** networksIn are the networks of a text, each on a line or between commas or spaces. */
export function networksIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((one) => one !== ''))]
}

/** The lives that are offered, in days. */
export const lives = ['7', '30', '90', '180', '365'] as const
export type Life = (typeof lives)[number]

/** soon is when an end is worth a warning: as early as the mail about it. */
export function ending(expires: Date, now: Date): 'over' | 'soon' | 'later' {
  const left = expires.getTime() - now.getTime()
  if (left <= 0) return 'over'
  return left <= 7 * 24 * 3600_000 ? 'soon' : 'later'
}
