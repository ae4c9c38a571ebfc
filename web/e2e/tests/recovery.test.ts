import { expect, expectAccessible, linkFromMail, signIn, test } from '../harness'

const better = 'seven green lamps hum'

test('a forgotten password is replaced by a mailed link, which works once and signs everybody out', async ({ server, person, newPage }) => {
  const member = await person('Member')
  const elsewhere = await newPage({ as: member, allow: [/^401/] })
  const opened = await newPage({ allow: [/^401 GET/, '401 POST /api/v1/auth/login', '410 POST /api/v1/auth/password/reset', '422 POST /api/v1/auth/password/reset'] })
  const { page } = opened
  await page.goto('/login')
  await page.getByRole('link', { name: /Forgot/ }).click()
  await page.getByLabel('E-mail address').fill(member.email)
  await expectAccessible(opened)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('If this address has an account').waitFor()
  await expectAccessible(opened)

  const link = await linkFromMail(server, member.email, '/reset')
  await page.goto(link)
  await expect.poll(() => new URL(page.url()).hash).toBe('')
  const field = page.getByLabel('New password', { exact: true })
  await field.fill('password123')
  await page.getByText('Too easy to guess').waitFor()
  await expectAccessible(opened)
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
  await field.fill(better)
  await page.getByText('Strong.', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('Your password is changed').waitFor()
  await expectAccessible(opened)

  expect((await elsewhere.page.request.get('/api/v1/me')).status()).toBe(401)
  await expect(signIn(server, member)).rejects.toThrow()
  await signIn(server, { ...member, password: better })
  await page.goto('/login')
  await page.goto(link)
  await field.fill(`${better} again`)
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('This link doesn’t work').waitFor()
}, 60_000)

test('an address without an account is told the same', async ({ server, newPage }) => {
  const { page } = await newPage({ allow: [/^401 GET/] })
  await page.goto('/forgot')
  await page.getByLabel('E-mail address').fill('nobody@example.org')
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('If this address has an account').waitFor()
  expect(server.log()).not.toContain('nobody@example.org')
})

test('whoever tried too often sees how long it lasts, and what was typed stays', async ({ person, newPage }) => {
  const member = await person('Member')
  const opened = await newPage({ allow: [/^401 GET/, /^429/] })
  const { page } = opened
  await page.goto('/login')
  const answer = { status: 429, contentType: 'application/problem+json', headers: { 'Retry-After': '3' }, body: JSON.stringify({ type: 'urn:taskflow:problem:too-many-attempts', title: 'Too many attempts', status: 429 }) }
  await page.route('**/api/v1/auth/login', (route) => route.fulfill(answer), { times: 1 })
  await page.getByLabel('E-mail address').fill(member.email)
  await page.getByLabel('Password', { exact: true }).fill(member.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  // Said once, and counted down for the eye.
  await page.getByRole('alert').getByText('Try again in 3 seconds').first().waitFor()
  await page.getByText('Try again in 1 second.').waitFor()
  await expectAccessible(opened)
  await page.getByText('You can try again now.').waitFor()
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Sign in' }).waitFor()
}, 60_000)

test('a link by mail signs in after a click, and says so in a browser that did not ask', async ({ server, person, newPage }) => {
  const member = await person('Member')
  const { page } = await newPage({ allow: [/^401 GET/] })
  await page.goto('/magic-link')
  await page.getByLabel('E-mail address').fill(member.email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('If this address has an account').waitFor()
  const link = await linkFromMail(server, member.email, '/magic-link')
  const opened = await newPage({ allow: [/^401 GET/, '410 POST /api/v1/auth/magic-link/verify'] })
  await opened.page.goto(link)
  await opened.page.getByText('This browser didn’t ask for the link').waitFor()
  await expectAccessible(opened)
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/(workspaces)?$/)
  expect((await page.request.get('/api/v1/me')).status()).toBe(200)
  await opened.page.getByRole('button', { name: 'Sign in' }).click()
  await opened.page.getByText('This link doesn’t work').waitFor()
}, 60_000)
