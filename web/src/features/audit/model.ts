import type { AuditEntry, AuditFilter } from '~/data'

/** names are the events that the log knows, for the filter. */
export const names = [
  'access.denied', 'account.updated', 'auth.login.failure', 'auth.login.success', 'auth.logout', 'auth.mfa.asked', 'auth.mfa_change', 'auth.password_change', 'auth.session.ended',
  'auth.session.others_ended', 'auth.signup', 'auth.step_up.failure', 'auth.step_up.success', 'auth.token.refreshed', 'auth.token.reuse', 'auth.totp.begun', 'auth.verified',
  'checklist.created', 'checklist.deleted', 'checklist.updated', 'column.created', 'column.deleted', 'column.moved', 'column.updated', 'comment.created', 'comment.deleted',
  'comment.restored', 'comment.updated', 'import.created', 'import.undone', 'invitation.accepted', 'invitation.created', 'invitation.resent', 'invitation.revoked', 'label.created',
  'label.deleted', 'label.updated', 'member.left', 'member.removed', 'member.role_changed', 'project.created', 'project.deleted', 'project.member_added', 'project.member_removed',
  'project.updated', 'task.bulk_changed', 'task.completed', 'task.created', 'task.deleted', 'task.moved', 'task.purged', 'task.reopened', 'task.restored', 'task.updated',
  'task.withdrawn', 'user.disabled', 'user.enabled', 'view.created', 'view.deleted', 'view.updated', 'workspace.created', 'workspace.deleted', 'workspace.updated',
] as const

/** keyOf is an event's key in the catalogue `events`. */
export function keyOf(name: string): string {
  return name.replaceAll('.', '_')
}

export type Period = 'any' | 'day' | 'week' | 'month' | 'range'
const days: Partial<Record<Period, number>> = { day: 1, week: 7, month: 30 }

/** The filters of the page, as its address has them. */
export interface Asked { name?: string; outcome?: AuditFilter['outcome']; actor?: string; target?: string; period: Period; from?: string; to?: string }

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 100) : undefined)
const day = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined)

/** askedIn reads an address; what doesn't make sense in it is left out. */
export function askedIn(search: Record<string, unknown>): Asked {
  const [name, actor, target, from, to] = [text(search['name']), text(search['actor']), text(search['target']), day(search['from']), day(search['to'])]
  const outcome = (['success', 'failed', 'denied'] as const).find((one) => one === search['outcome'])
  const period = (['day', 'week', 'month', 'range'] as const).find((one) => one === search['period']) ?? 'any'
  return {
    period, ...(name !== undefined && { name }), ...(outcome !== undefined && { outcome }), ...(actor !== undefined && /^usr_[0-9a-z]{26}$/.test(actor) && { actor }),
    ...(target !== undefined && { target }), ...(from !== undefined && { from }), ...(to !== undefined && { to }),
  }
}

/** filterOf is the question to the server. A day begins and ends where its reader lives. */
export function filterOf({ period, from, to, ...rest }: Asked, now: Date): AuditFilter {
  const length = days[period]
  if (length !== undefined) {
    const begin = new Date(now)
    begin.setHours(0, 0, 0, 0)
    begin.setDate(begin.getDate() - (length - 1))
    return { ...rest, from: begin.toISOString() }
  }
  if (period !== 'range') return rest
  const end = to === undefined ? undefined : new Date(`${to}T00:00`)
  end?.setDate(end.getDate() + 1)
  return { ...rest, ...(from !== undefined && { from: new Date(`${from}T00:00`).toISOString() }), ...(end !== undefined && { to: end.toISOString() }) }
}

const columns = ['at', 'name', 'outcome', 'reason', 'actor_id', 'target', 'address', 'user_agent', 'request_id', 'session_id', 'id'] as const

/** cell is a value as CSV has it (RFC 4180); one that a spreadsheet would take for a formula becomes text. */
export function cell(value: string): string {
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(inert) || inert !== value ? `"${inert.replaceAll('"', '""')}"` : inert
}

/** csv writes entries, each on a line. */
export function csv(entries: readonly AuditEntry[]): string {
  const line = (one: AuditEntry) => [...columns.map((name) => String(one[name] ?? '')), JSON.stringify(one.details ?? {})].map(cell).join(',')
  return [[...columns, 'details'].join(','), ...entries.map(line)].join('\r\n') + '\r\n'
}
