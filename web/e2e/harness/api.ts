import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Server } from './server'

export interface Person {
  readonly name: string
  readonly email: string
  readonly password: string
  /** The session's cookie, as the browser keeps it: `name=value`. */
  readonly cookie: string
  readonly api: Api
}

export interface Thing {
  readonly id: string
  readonly [member: string]: unknown
}

/** What a request was refused with. */
export class Refused extends Error {
  constructor(readonly what: string, readonly status: number, readonly body: string) {
    super(`${what} answered ${status}: ${body.slice(0, 500)}`)
  }
}

/** The API as one person uses it, for arranging what a test is about. */
export class Api {
  constructor(private readonly server: Server, private readonly cookie = '') {}

  async ask<T = Thing>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const { status, text } = await this.raw(method, path, body, headers)
    if (status >= 400) throw new Refused(`${method} ${path}`, status, text)
    return (text ? JSON.parse(text) : undefined) as T
  }

  async raw(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(this.server.url + (path.startsWith('/api/') ? path : `/api/v1${path}`), {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(this.cookie ? { cookie: this.cookie } : {}), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  workspace = (name = 'Acme') => this.ask('POST', '/workspaces', { name })

  project = (workspace: Thing, name = 'Launch', columns = ['To do', 'Doing', 'Done']) =>
    this.ask('POST', `/workspaces/${workspace.id}/projects`, { name, columns: columns.map((column) => ({ name: column })), private: false })

  columns = async (workspace: Thing, project: Thing) =>
    (await this.ask<{ items: Thing[] }>('GET', `/workspaces/${workspace.id}/projects/${project.id}/columns`)).items

  task = (workspace: Thing, project: Thing, title: string, rest: Record<string, unknown> = {}) =>
    this.ask('POST', `/workspaces/${workspace.id}/tasks`, { project_id: project.id, title, ...rest })

  /** Invites the person, who accepts by the link of the mail. */
  async addMember(workspace: Thing, person: Person, role: 'admin' | 'member' | 'guest' = 'member') {
    await this.ask('POST', `/workspaces/${workspace.id}/invitations`, { email: person.email, role })
    await person.api.ask('POST', '/invitations/accept', { token: await tokenFromMail(this.server, person.email, '/invite?') })
  }
}

/** The newest link of a kind that was mailed to an address; mails leave in the background, so it waits for them. */
export async function linkFromMail(server: Server, to: string, path: string): Promise<string> {
  const deadline = Date.now() + 10_000
  while (Date.now() < deadline) {
    const found = mails(server).filter((mail) => mail.includes(to)).map((mail) => linkIn(mail, path)).findLast(Boolean) // prettier-ignore
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`no mail to ${to} has a link to ${path}`)
}

export async function tokenFromMail(server: Server, to: string, path: string): Promise<string> {
  return new URL(await linkFromMail(server, to, path)).searchParams.get('token') ?? ''
}

function mails(server: Server): string[] {
  try {
    return readdirSync(server.mailFolder).filter((name) => name.endsWith('.eml')).sort().map((name) => readFileSync(join(server.mailFolder, name), 'utf8')) // prettier-ignore
  } catch {
    return [] // none was sent yet
  }
}

function linkIn(mail: string, path: string): string | undefined {
  return mail.match(/https?:\/\/\S+/g)?.find((link) => link.includes(path))
}

const password = 'violet-kettle-march-dune'
let counted = 0

/** Signs somebody up, verifies the address by the mail, and signs in. */
export async function signUp(server: Server, name = 'Member'): Promise<Person> {
  counted += 1
  const email = `${name.toLowerCase().replace(/[^a-z]/g, '') || 'person'}.${process.pid}.${counted}@example.com`
  const anonymous = new Api(server)
  await anonymous.ask('POST', '/auth/signup', { email, name, password })
  await anonymous.ask('POST', '/auth/verify', { token: await tokenFromMail(server, email, '/verify?') })
  return signIn(server, { name, email, password })
}

/** Another session of the same person: a second device. */
export async function signIn(server: Server, who: Pick<Person, 'name' | 'email' | 'password'>): Promise<Person> {
  const { status, headers, text } = await new Api(server).raw('POST', '/auth/login', { client: 'browser', email: who.email, password: who.password })
  if (status >= 400) throw new Refused('login', status, text)
  const cookie = (headers.getSetCookie().find((one) => one.startsWith('__Host-taskflow=')) ?? '').split(';')[0] ?? ''
  return { name: who.name, email: who.email, password: who.password, cookie, api: new Api(server, cookie) }
}
