import { expect, test } from 'vitest'

import { readCertificates, readRoles, standing, writeRoles } from './model'

test('roles are read line by line, and written so that they are read again', () => {
  expect(readRoles(' Engineering = member \n\ncn=Leads,dc=acme = Admin\n')).toEqual([{ group: 'Engineering', role: 'member' }, { group: 'cn=Leads,dc=acme', role: 'admin' }])
  expect(readRoles(writeRoles([{ group: 'a=b', role: 'guest' }]))).toEqual([{ group: 'a=b', role: 'guest' }])
  expect(readRoles('')).toEqual([])
  for (const wrong of ['Engineering', '= member', 'Engineering = owner', 'Engineering =']) expect(readRoles(wrong), wrong).toBeUndefined()
})

test('certificates are taken apart', () => {
  const one = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
  expect(readCertificates(`x ${one}\n\n${one}\n`)).toEqual([{ pem: one }, { pem: one }])
  expect(readCertificates(' AAAA\n')).toEqual([{ pem: 'AAAA' }])
  expect(readCertificates(' \n')).toEqual([])
})

test('a certificate stands by its days', () => {
  const days = (from: string, until: string) => standing({ not_before: from, not_after: until }, new Date('2026-03-02T09:00:00Z'))
  expect(days('2026-01-01T00:00:00Z', '2026-03-02T09:00:00Z')).toBe('over')
  expect(days('2026-03-02T09:00:01Z', '2027-01-01T00:00:00Z')).toBe('early')
  expect(days('2026-01-01T00:00:00Z', '2026-03-31T00:00:00Z')).toBe('soon')
  expect(days('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')).toBe('good')
})
