import { test } from '../harness'
import { picture } from '../harness/pictures'

test('account pages', async ({ browser, server }) => {
  await picture(browser, server, { name: 'login', path: '/login' })
  await picture(browser, server, { name: 'signup', path: '/signup' })
})
