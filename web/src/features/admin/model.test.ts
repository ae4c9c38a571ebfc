import { expect, test } from 'vitest'

import { addressesIn, grantable, matchesText } from './model'

test.each([
  ['', []],
  ['  \n , ; ', []],
  ['a@example.com', ['a@example.com']],
  ['a@example.com, b@example.com; c@example.com\nd@example.com e@example.com', ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com', 'e@example.com']],
  ['A Member <a@example.com>, "Second, of that name" <b@example.com>', ['a@example.com', '"Second', 'b@example.com']],
  ['a@example.com\nA@Example.com', ['A@Example.com']],
  ['no address', ['no', 'address']],
])('addresses of %j', (text, want) => expect(addressesIn(text)).toEqual(want))

test('nobody grants above himself', () => {
  expect(grantable('owner')).toEqual(['owner', 'admin', 'member', 'guest'])
  expect(grantable('admin')).toEqual(['admin', 'member', 'guest'])
  expect(grantable('guest')).toEqual(['guest'])
})

test('every word of a search has to be there', () => {
  expect(matchesText('', 'Ada')).toBe(true)
  expect(matchesText('exa ada', 'Ada', 'ada@example.com')).toBe(true)
  expect(matchesText('bob', 'Ada', undefined)).toBe(false)
})
