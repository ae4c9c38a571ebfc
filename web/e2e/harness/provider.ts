import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An OpenID provider on loopback, under another name than the server: to a browser another site. */
export interface Provider {
  readonly url: string
  /** What the server has to be started with to know it as "Work". */
  readonly flags: readonly string[]
  /** Who is signed in there next. */
  person: { sub: string; email: string; name: string }
  /** How it answers: agreeing, refusing, with a token for somebody else's browser, or not at all. */
  mood: 'agrees' | 'refuses' | 'mistaken' | 'away'
  readonly close: () => Promise<void>
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export async function startProvider(): Promise<Provider> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const signed = (claims: object) => {
    const content = `${part({ alg: 'ES256', kid: 'one', typ: 'JWT' })}.${part(claims)}`
    return `${content}.${sign('sha256', Buffer.from(content), { key: createPrivateKey(pem), dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
  /** By code: what was asked for with it; `anew` is for a sign-in at the provider that is no older than now (OpenID Connect Core section 3.1.2.1). */
  const asked = new Map<string, { nonce: string; challenge: string; anew: boolean; person: Provider['person'] }>()
  const json = (response: ServerResponse, value: object, status = 200) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
  }
  const server = createServer((request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', url)
    if (provider.mood === 'away') return json(response, { error: 'temporarily_unavailable' }, 503)
    if (pathname === '/.well-known/openid-configuration') {
      return json(response, {
        issuer: url, authorization_endpoint: `${url}/authorize`, token_endpoint: `${url}/token`, jwks_uri: `${url}/jwks`, response_types_supported: ['code'],
        subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'], code_challenge_methods_supported: ['S256'], authorization_response_iss_parameter_supported: true,
      })
    }
    if (pathname === '/jwks') return json(response, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256', use: 'sig' }] })
    if (pathname === '/authorize') {
      const code = randomBytes(16).toString('base64url')
      asked.set(code, { nonce: query.get('nonce') ?? '', challenge: query.get('code_challenge') ?? '', anew: query.has('max_age'), person: provider.person })
      const back = new URL(query.get('redirect_uri') ?? '')
      for (const [name, value] of Object.entries({ state: query.get('state') ?? '', iss: url, ...(provider.mood === 'refuses' ? { error: 'access_denied' } : { code }) })) back.searchParams.set(name, value)
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html><title>Provider</title><link rel="icon" href="data:,"><a href="${back.href.replaceAll('&', '&amp;')}">Agree</a>`)
      return undefined
    }
    let sent = ''
    request.on('data', (chunk: Buffer) => (sent += chunk.toString()))
    request.on('end', () => {
      const form = new URLSearchParams(sent)
      const of = asked.get(form.get('code') ?? '')
      asked.delete(form.get('code') ?? '')
      // RFC 7636 section 4.6: whoever brings the code has begun the sign-in.
      if (of === undefined || createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url') !== of.challenge) return json(response, { error: 'invalid_grant' }, 400)
      const now = Math.floor(Date.now() / 1000)
      const nonce = provider.mood === 'mistaken' ? 'of another browser' : of.nonce
      return json(response, { access_token: 'of no use', token_type: 'Bearer', expires_in: 60, id_token: signed({ iss: url, aud: 'taskflow', iat: now, exp: now + 300, nonce, email_verified: true, ...(of.anew && { auth_time: now }), ...of.person }) })
    })
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const folder = mkdtempSync(join(tmpdir(), 'taskflow-provider-'))
  const file = join(folder, 'providers.json')
  writeFileSync(file, JSON.stringify({ providers: [{ id: 'office', name: 'Work', issuer: url, client_id: 'taskflow', client_secret: 'not so secret', sign_up: true }] }))
  const provider: Provider = {
    url, flags: ['--oidc-providers', file, '--egress-allow', '127.0.0.1', '--egress-http', '127.0.0.1'], mood: 'agrees',
    person: { sub: 'robin', email: 'robin@work.example', name: 'Robin' },
    close: async () => {
      rmSync(folder, { recursive: true, force: true })
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return provider
}
