/** What is wrong with one field of a request, by the name that the API gives it without `body.`. */
export interface FieldProblem { field: string; reason: string }

export type ProblemCode =
  | 'bad-request' | 'unauthenticated' | 'forbidden' | 'not-found' | 'conflict' | 'gone' | 'edit-conflict' | 'too-large'
  | 'invalid' | 'idempotency-key-reused' | 'too-many-requests' | 'internal' | 'unavailable' | 'reauthenticate'
  | 'offline' | 'unreadable' | (string & {})

const base = 'urn:taskflow:problem:'

interface Parts {
  status: number
  code: ProblemCode
  title?: string | undefined
  detail?: string | undefined
  fields?: FieldProblem[] | undefined
  retryAfter?: number | undefined
  requestId?: string | undefined
}

/** The one error of the API: a problem of the server (RFC 9457), or that it wasn't reached (status 0, code `offline`). */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly title: string
  readonly detail: string
  readonly fields: FieldProblem[]
  /** Seconds; undefined when the server didn't say. */
  readonly retryAfter: number | undefined
  readonly requestId: string

  constructor(parts: Parts) {
    super(parts.title ?? parts.code)
    this.name = 'ApiProblem'
    this.status = parts.status
    this.code = parts.code
    this.title = parts.title ?? ''
    this.detail = parts.detail ?? ''
    this.fields = parts.fields ?? []
    this.retryAfter = parts.retryAfter
    this.requestId = parts.requestId ?? ''
  }

  get type(): string {
    return base + this.code
  }

  /** Worth sending again as it is: nothing about the request itself was refused. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503 || this.status === 502 || this.status === 504
  }
}

export function offline(): ApiProblem {
  return new ApiProblem({ status: 0, code: 'offline' })
}

export function isProblem(error: unknown, ...codes: ProblemCode[]): error is ApiProblem {
  return error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code))
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function fieldsOf(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return []
  return value
    .filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null)
    .map((one) => ({ field: text(one['field']).replace(/^body\./, ''), reason: text(one['reason']) }))
}

/**
 * retryAfterOf is how many seconds an answer asks to wait: a number, or a date (RFC 9110 section 10.2.3), which is
 * compared with the server's clock and not with this computer's.
 */
export function retryAfterOf({ headers }: Pick<Response, 'headers'>): number | undefined {
  const served = Date.parse(headers.get('Date') ?? '')
  return secondsOf(headers.get('Retry-After'), Number.isNaN(served) ? Date.now() : served)
}

function secondsOf(header: string | null, now: number): number | undefined {
  if (header === null || header === '') return undefined
  if (/^\d+$/.test(header)) return Number(header)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}

/** problemOf reads a refusal. A proxy may have written it, so nothing about its form is believed. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => ({}))
  const parts = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const type = text(parts['type'])
  return new ApiProblem({
    status: response.status,
    code: type.startsWith(base) ? type.slice(base.length) : fallback(response.status),
    title: text(parts['title']),
    detail: text(parts['detail']),
    fields: fieldsOf(parts['errors']),
    retryAfter: retryAfterOf(response),
    requestId: text(parts['request_id']) || (response.headers.get('X-Request-Id') ?? ''),
  })
}

function fallback(status: number): ProblemCode {
  const codes: Record<number, ProblemCode> = {
    400: 'bad-request', 401: 'unauthenticated', 403: 'forbidden', 404: 'not-found', 409: 'conflict', 410: 'gone',
    412: 'edit-conflict', 413: 'too-large', 422: 'invalid', 429: 'too-many-requests', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable',
  }
  return codes[status] ?? (status >= 500 ? 'internal' : 'bad-request')
}
