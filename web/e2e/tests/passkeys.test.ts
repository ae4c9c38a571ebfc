import type { CDPSession, Page } from 'playwright-core'

import { expect, expectAccessible, signIn, test } from '../harness'

/** A phone's own authenticator: it keeps passkeys, verifies its user, and answers at once. */
async function authenticator(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
  return { cdp, id: authenticatorId }
}

async function add(page: Page, name: string) {
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
}

async function keepCodes(page: Page) {
  const codes = page.getByRole('dialog', { name: 'Recovery codes' })
  const first = await codes.locator('li').first().innerText()
  await codes.getByRole('button', { name: 'I have kept them' }).click()
  return first
}

const credentials = async ({ cdp, id }: Awaited<ReturnType<typeof authenticator>>) => (await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials

async function signOut(page: Page) {
  await page.goto('/settings?page=sessions')
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL('**/login')
}

test('a passkey is added, named, used to sign in, and removed', async ({ server, person, newPage }) => {
  const member = await person('Member')
  await signIn(server, member)
  const opened = await newPage({ as: member, allow: [/^401/] })
  const { page } = opened
  const phone = await authenticator(page)
  await page.goto('/settings?page=passkeys')
  await page.getByRole('button', { name: 'Add a passkey' }).waitFor()
  await expectAccessible(opened)
  await add(page, 'My <b>phone</b>')
  await keepCodes(page)
  await page.getByRole('heading', { name: 'My <b>phone</b>' }).waitFor()
  await expectAccessible(opened)
  await expect.poll(async () => (await credentials(phone)).map((one) => one.isResidentCredential)).toEqual([true])
  await add(page, 'Again')
  await page.getByText('This device has a passkey for your account already.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Rename My <b>phone</b>' }).click()
  const rename = page.getByRole('dialog', { name: 'Rename the passkey' })
  await rename.getByRole('textbox', { name: 'Name' }).fill('Phone')
  await rename.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Phone', exact: false }).waitFor()

  // Offered among what the browser fills in, it is chosen at once by an authenticator that asks nobody.
  await signOut(page)
  await page.waitForURL((url) => url.pathname !== '/login')
  await page.goto('/settings?page=passkeys')
  await page.getByText('Last used').waitFor()
  await page.getByRole('button', { name: 'Remove Phone' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect.poll(() => page.getByRole('heading', { name: 'Phone' }).count()).toBe(0)
}, 60_000)

test('the button signs in, and says calmly what went wrong', async ({ person, newPage }) => {
  const member = await person('Member')
  const opened = await newPage({ as: member, allow: [/^401/] })
  const { page } = opened
  const phone = await authenticator(page)
  await page.goto('/settings?page=passkeys')
  await add(page, 'Phone')
  await keepCodes(page)
  await phone.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: phone.id, enabled: false })
  await signOut(page)
  const button = page.getByRole('button', { name: 'Sign in with a passkey' })
  await button.waitFor()
  await expectAccessible(opened)
  await phone.cdp.send('WebAuthn.setUserVerified', { authenticatorId: phone.id, isUserVerified: false })
  await phone.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: phone.id, enabled: true })
  await button.click()
  await page.getByText('No passkey was used.').waitFor()
  await expectAccessible(opened)
  await phone.cdp.send('WebAuthn.setUserVerified', { authenticatorId: phone.id, isUserVerified: true })
  if (new URL(page.url()).pathname === '/login') await button.click()
  await page.waitForURL((url) => url.pathname !== '/login')
}, 60_000)

test('a passkey is the second factor, a recovery code stands in for it, and it steps up', async ({ person, newPage }) => {
  const member = await person('Member')
  const opened = await newPage({ as: member, allow: [/^401/] })
  const { page } = opened
  const phone = await authenticator(page)
  await page.goto('/settings?page=passkeys')
  await add(page, 'Phone')
  const recovery = await keepCodes(page)
  await phone.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: phone.id, enabled: false })
  const byPassword = async () => {
    await signOut(page)
    await page.getByLabel('E-mail address').fill(member.email)
    await page.getByLabel('Password', { exact: true }).fill(member.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: 'Use a passkey' }).waitFor()
  }
  await byPassword()
  await expectAccessible(opened)
  await phone.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: phone.id, enabled: true })
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL((url) => url.pathname !== '/login')

  // The server asks for a fresh proof, as it does after fifteen minutes.
  let stale = true
  await page.route('**/api/v1/me/passkeys/*', async (route) => {
    if (!stale || route.request().method() !== 'PATCH') return route.fallback()
    stale = false
    return route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify({ type: 'urn:taskflow:problem:reauthenticate', status: 401 }) })
  })
  await page.goto('/settings?page=passkeys')
  await page.getByRole('button', { name: 'Rename Phone' }).click()
  const rename = page.getByRole('dialog', { name: 'Rename the passkey' })
  await rename.getByRole('textbox', { name: 'Name' }).fill('New phone')
  await rename.getByRole('button', { name: 'Save' }).click()
  const proof = page.getByRole('dialog', { name: 'Prove it’s you' })
  await proof.getByRole('button', { name: 'Use a passkey' }).waitFor()
  await expectAccessible(opened)
  await proof.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('heading', { name: 'New phone' }).waitFor()

  await phone.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: phone.id, enabled: false })
  await byPassword()
  await page.getByRole('button', { name: 'Use a code instead' }).click()
  await page.getByLabel('Recovery code').fill(recovery)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => url.pathname !== '/login')
}, 60_000)
