import type { components } from '~/api/schema'

export type Provider = components['schemas']['SamlProvider']
export type GroupRole = components['schemas']['SamlGroupRole']

const roles = ['admin', 'member', 'guest'] as const

/** readRoles reads lines such as `Engineering = member`; undefined where a line is none. A group may have equals signs itself. */
export function readRoles(text: string): GroupRole[] | undefined {
  const list: GroupRole[] = []
  for (const line of text.split('\n').map((one) => one.trim()).filter((one) => one !== '')) {
    const at = line.lastIndexOf('=')
    const group = line.slice(0, Math.max(at, 0)).trim()
    const role = roles.find((one) => one === line.slice(at + 1).trim().toLowerCase())
    if (group === '' || role === undefined) return undefined
    list.push({ group, role })
  }
  return list
}

export function writeRoles(list: readonly GroupRole[]): string {
  return list.map(({ group, role }) => `${group} = ${role}`).join('\n')
}

/** readCertificates takes several certificates apart that were pasted below each other, framed or bare. */
export function readCertificates(text: string): Array<{ pem: string }> {
  const framed = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g)
  if (framed !== null) return framed.map((pem) => ({ pem }))
  return text.trim() === '' ? [] : [{ pem: text.trim() }]
}

/** standing is how a certificate stands at a moment. */
export function standing({ not_before: from, not_after: until }: { not_before: string; not_after: string }, now: Date): 'over' | 'early' | 'soon' | 'good' {
  if (now >= new Date(until)) return 'over'
  if (now < new Date(from)) return 'early'
  return new Date(until).getTime() - now.getTime() < 30 * 86_400_000 ? 'soon' : 'good'
}
