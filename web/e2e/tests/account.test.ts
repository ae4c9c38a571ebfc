import { expect, expectAccessible, signIn, test } from '../harness'

test('an account is named, seen and left everywhere', async ({ server, person, newPage }) => {
  const member = await person('Member')
  await signIn(server, member)
  const opened = await newPage({ as: member })
  const { page } = opened
  await page.goto('/settings')
  await page.getByLabel('Your name').fill('Renamed')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => (await member.api.ask('GET', '/me')).name).toBe('Renamed')
  await expectAccessible(opened)
  await page.getByRole('link', { name: 'Appearance' }).click()
  await page.getByRole('radio', { name: 'Dark' }).click()
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
  await expectAccessible(opened)
  // Tests are on this machine, which is nowhere: another's place is told by the answer.
  await page.route('**/api/v1/me/sessions?*', async (route) => {
    const answer = await route.fetch()
    const { items, ...rest } = await answer.json() as { items: object[] }
    await route.fulfill({ response: answer, json: { items: items.map((one, n) => (n === 0 ? { ...one, address: '81.2.69.160', city: 'London', country: 'GB' } : one)), ...rest } })
  })
  await page.getByRole('link', { name: 'Sessions' }).click()
  await page.getByText('This one').waitFor()
  await page.getByText('London, United Kingdom, 81.2.69.160').waitFor()
  await expectAccessible(opened)
  await page.getByRole('button', { name: 'End all other sessions' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'End all other sessions' }).click()
  await expect.poll(() => page.getByRole('button', { name: 'End', exact: true }).count()).toBe(0)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL('**/login')
  expect((await page.request.get('/api/v1/me')).status()).toBe(401)
}, 60_000)

// ASVS: 7.4.4
test('signing out is in reach on every page', async ({ person, newPage }) => {
  const member = await person('Member')
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const task = await member.api.task(workspace, project, 'Something')
  const { page } = await newPage({ as: member })
  const within = ['', '/today', '/my', `/p/${project.id}`, `/p/${project.id}/settings`, `/t/${task.id}`, '/settings', '/trash', '/imports', '/audit'].map((path) => `/w/${workspace.id}${path}`)
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 })
    for (const path of [...within, '/workspaces', '/settings', '/settings?page=sessions']) {
      await page.goto(path)
      const signOut = page.getByRole('button', { name: 'Sign out', exact: true }).or(page.getByRole('menuitem', { name: 'Sign out' }))
      if (path.startsWith('/w/')) await page.getByRole('button', { name: 'Account', exact: true }).click()
      await signOut.waitFor()
    }
  }
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL('**/login')
}, 60_000)

// ASVS: 7.5.2
test('whoever ends sessions proves it again, and can sign out everywhere', async ({ server, person, newPage }) => {
  const member = await person('Member')
  const other = await signIn(server, member)
  const opened = await newPage({ as: member, allow: [/^401/] })
  const { page } = opened
  // The server asks for a fresh proof, as it does after fifteen minutes.
  let stale = true
  await page.route('**/api/v1/me/sessions/*', async (route) => {
    if (!stale || route.request().method() !== 'DELETE') return route.fallback()
    stale = false
    return route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify({ type: 'urn:taskflow:problem:reauthenticate', status: 401 }) })
  })
  await page.goto('/settings?page=sessions')
  await page.getByText('This one').waitFor()
  await page.getByRole('button', { name: 'End', exact: true }).first().click()
  const proof = page.getByRole('dialog', { name: 'Prove it’s you' })
  await proof.getByLabel('Password', { exact: true }).fill(member.password)
  await expectAccessible(opened)
  await proof.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('Session ended').waitFor()
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expectAccessible(opened)
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.waitForURL('**/login')
  expect((await page.request.get('/api/v1/me')).status()).toBe(401)
  await expect(other.api.ask('GET', '/me')).rejects.toThrow()
}, 60_000)

test('who has only a provider proves it there and comes back', async ({ person, newPage }) => {
  const member = await person('Member')
  const opened = await newPage({ as: member, allow: [/^401/] })
  const { page } = opened
  const says = (body: unknown, status = 200) => ({ status, contentType: status === 200 ? 'application/json' : 'application/problem+json', body: JSON.stringify(body) })
  await page.route('**/api/v1/me/sessions/revoke-all', (route) => route.fulfill(says({ type: 'urn:taskflow:problem:reauthenticate', status: 401 }, 401)))
  await page.route('**/api/v1/auth/step-up', (route) => route.fulfill(says({ methods: ['oidc'] })))
  await page.route('**/api/v1/me/identities?*', (route) => route.fulfill(says({ items: [{ id: 'idn_1', kind: 'oidc', provider: 'work', name: 'Work', email: '', created_at: '2026-01-01T00:00:00Z', last_used_at: '2026-01-01T00:00:00Z' }] })))
  let asked: unknown
  await page.route('**/api/v1/auth/step-up/oidc', (route) => {
    asked = route.request().postDataJSON()
    return route.fulfill(says({ authorization_url: '/settings?page=profile' }))
  })
  await page.goto('/settings?page=sessions')
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  const proof = page.getByRole('dialog', { name: 'Prove it’s you' })
  await proof.getByRole('button', { name: 'Continue with Work' }).waitFor()
  await expectAccessible(opened)
  await proof.getByRole('button', { name: 'Continue with Work' }).click()
  await page.waitForURL('**/settings?page=profile')
  expect(asked).toEqual({ provider: 'work', return_to: '/settings?page=sessions' })
}, 60_000)

test('a session that ends under an open page is signed in again, and nothing typed is lost', async ({ server, person, newPage }) => {
  const member = await person('Member')
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const { page } = await newPage({ as: member, allow: [/^401/] })
  await page.goto(`/w/${workspace.id}/p/${project.id}`)
  await page.getByRole('button', { name: 'Add a task', exact: true }).first().click()
  await page.keyboard.type('Typed before')
  await member.api.ask('POST', '/auth/logout')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await dialog.getByLabel('Password', { exact: true }).fill(member.password)
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
  const { api } = await signIn(server, member)
  await expect.poll(async () => (await api.ask<{ items: unknown[] }>('GET', `/workspaces/${workspace.id}/tasks`)).items).toMatchObject([{ title: 'Typed before' }])
  await page.reload()
  await page.locator('[data-card]', { hasText: 'Typed before' }).waitFor()
}, 60_000)
