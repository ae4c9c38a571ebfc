import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inflateRawSync } from 'node:zlib'

/** A company's SAML identity provider on loopback, under another name than the server: to a browser another site. */
export interface Company {
  readonly url: string
  readonly entityId: string
  readonly metadata: string
  /** Who is signed in there next, and where the answer is said to be for. */
  subject: string
  email: string
  audience?: string
  readonly close: () => Promise<void>
}

const stamp = (ahead = 0) => new Date(Date.now() + ahead).toISOString()
const ns = { assertion: 'urn:oasis:names:tc:SAML:2.0:assertion', protocol: 'urn:oasis:names:tc:SAML:2.0:protocol', signature: 'http://www.w3.org/2000/09/xmldsig#' }
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'

export async function startCompany(): Promise<Company> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://idp').searchParams
    const asked = inflateRawSync(Buffer.from(query.get('SAMLRequest') ?? '', 'base64')).toString()
    const said = (name: string) => asked.match(new RegExp(`${name}="([^"]*)"`))?.[1] ?? ''
    const acs = said('AssertionConsumerServiceURL')
    const audience = company.audience ?? asked.match(/<Issuer[^>]*>([^<]*)</)?.[1] ?? ''
    const answer = Buffer.from(respond(company, privateKey, { acs, audience, request: said(' ID') })).toString('base64')
    response.setHeader('Content-Type', 'text/html')
    response.end(`<!doctype html><title>Provider</title><link rel="icon" href="data:,"><form method="post" action="${acs}"><input type="hidden" name="SAMLResponse" value="${answer}"><input type="hidden" name="RelayState" value="${query.get('RelayState') ?? ''}"><button>Agree</button></form>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const entityId = `${url}/metadata`
  const company: Company = {
    url, entityId, subject: 'robin', email: `robin.${randomBytes(4).toString('hex')}@company.example`,
    metadata: `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><md:IDPSSODescriptor protocolSupportEnumeration="${ns.protocol}">`
      + `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${ns.signature}"><ds:X509Data><ds:X509Certificate>${certificate(publicKey, privateKey)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
      + `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${url}/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return company
}

/** The answer. What is signed of it is written as exclusive canonical XML has it: attributes in order, no empty-element tags. */
function respond({ entityId, subject, email }: Company, key: KeyObject, { acs, audience, request }: { acs: string; audience: string; request: string }): string {
  const id = `_${randomBytes(20).toString('hex')}`
  const issuer = `<saml:Issuer>${entityId}</saml:Issuer>`
  const begin = `<saml:Assertion xmlns:saml="${ns.assertion}" ID="${id}" IssueInstant="${stamp()}" Version="2.0">${issuer}`
  const rest = `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${subject}</saml:NameID>`
    + `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${request}" NotOnOrAfter="${stamp(300_000)}" Recipient="${acs}"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>`
    + `<saml:Conditions NotBefore="${stamp()}" NotOnOrAfter="${stamp(300_000)}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`
    + `<saml:AuthnStatement AuthnInstant="${stamp()}"></saml:AuthnStatement>`
    + `<saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>${email}</saml:AttributeValue></saml:Attribute><saml:Attribute Name="displayName"><saml:AttributeValue>Robin</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`
  const digest = createHash('sha256').update(begin + rest).digest('base64')
  const info = `<ds:SignedInfo xmlns:ds="${ns.signature}"><ds:CanonicalizationMethod Algorithm="${exclusive}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>`
    + `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${ns.signature}enveloped-signature"></ds:Transform><ds:Transform Algorithm="${exclusive}"></ds:Transform></ds:Transforms>`
    + `<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`
  const signature = `<ds:Signature xmlns:ds="${ns.signature}">${info}<ds:SignatureValue>${sign('sha256', Buffer.from(info), key).toString('base64')}</ds:SignatureValue></ds:Signature>`
  return `<samlp:Response xmlns:samlp="${ns.protocol}" ID="_${randomBytes(20).toString('hex')}" Version="2.0" IssueInstant="${stamp()}" Destination="${acs}" InResponseTo="${request}">`
    + `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${begin}${signature}${rest}</samlp:Response>`
}

/** A certificate of the key itself, in base64 (RFC 5280 section 4.1, of version 1, which has no extensions). */
function certificate(publicKey: KeyObject, privateKey: KeyObject): string {
  const der = (tag: number, ...parts: Buffer[]) => {
    const content = Buffer.concat(parts)
    const size = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
    return Buffer.concat([Buffer.from([tag, ...size]), content])
  }
  const rsaWithSha256 = der(0x30, Buffer.from('06092a864886f70d01010b0500', 'hex'))
  const name = der(0x30, der(0x31, der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('idp.example')))))
  const time = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
  const validity = der(0x30, time(new Date(Date.now() - 86_400_000)), time(new Date(Date.now() + 365 * 86_400_000)))
  const body = der(0x30, der(0x02, Buffer.from([1])), rsaWithSha256, name, validity, name, publicKey.export({ type: 'spki', format: 'der' }))
  return der(0x30, body, rsaWithSha256, der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))).toString('base64')
}
