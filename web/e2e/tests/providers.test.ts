import { expect, expectAccessible, type OpenPage, type Provider, type Server, startProvider, startServer, test as base } from '../harness'

const test = base.extend<{ provider: Provider; server: Server }>({
  provider: [
    // oxlint-disable-next-line no-empty-pattern -- vitest reads what a fixture needs from this pattern
    async ({}, provide) => {
      const provider = await startProvider()
      await provide(provider)
      await provider.close()
    },
    { scope: 'file' },
  ],
  server: [
    async ({ provider }, provide) => {
      const server = await startServer(provider.flags)
      await provide(server)
      await server.close()
    },
    { scope: 'file' },
  ],
})

const elsewhere = /^foreign http:\/\/127\.0\.0\.1/
const somebody = (name: string) => ({ sub: name, email: `${name}@work.example`, name })

async function goBy({ page }: OpenPage) {
  await page.goto('/login')
  await page.getByRole('button', { name: 'Continue with Work' }).click()
  await page.getByRole('link', { name: 'Agree' }).click()
}

test('somebody new comes by a provider, is at home, and comes again', async ({ provider, newPage }) => {
  provider.person = somebody('newcomer')
  const opened = await newPage({ allow: [elsewhere, /^401 (GET|DELETE)/, /^409 DELETE/] })
  const { page } = opened
  await goBy(opened)
  await page.getByLabel('Name of the workspace').fill('Research')
  expect(new URL(page.url()).search, 'nothing of the answer stays in the address').toBe('')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.waitForURL('**/w/*')
  const home = page.url()
  await page.goto('/settings?page=providers')
  await page.getByRole('heading', { name: 'Work' }).waitFor()
  await page.getByText('newcomer@work.example').waitFor()
  await expectAccessible(opened)
  // Whoever has nothing else proves it there, and the only way in stays.
  const disconnect = async () => {
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click()
  }
  await disconnect()
  await page.getByRole('dialog').getByRole('button', { name: 'Continue with Work' }).click()
  await page.getByRole('link', { name: 'Agree' }).click()
  await page.waitForURL('**/settings?page=providers')
  await disconnect()
  await page.getByText('It is the only way into your account.').first().waitFor()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL('**/login')
  await goBy(opened)
  await page.waitForURL(home)
})

test('an address that has an account connects nobody; its person does, and comes by it from then on', async ({ provider, person, newPage }) => {
  const member = await person('Member')
  const workspace = await member.api.workspace('Research')
  provider.person = { sub: 'impostor', email: member.email, name: 'Member' }
  const outside = await newPage({ allow: [elsewhere, /^401 GET/, /^409/] })
  await goBy(outside)
  await outside.page.getByText('An account with this address exists already.').waitFor()
  await expectAccessible(outside)

  provider.person = { sub: 'member-at-work', email: 'another.name@work.example', name: 'Member' }
  const inside = await newPage({ as: member, allow: [elsewhere] })
  await inside.page.goto('/settings?page=providers')
  await inside.page.getByRole('button', { name: 'Connect Work' }).click()
  await inside.page.getByRole('link', { name: 'Agree' }).click()
  await inside.page.waitForURL('**/settings?page=providers')
  await inside.page.getByText('another.name@work.example').waitFor()

  await goBy(outside)
  await outside.page.waitForURL(`**/w/${workspace.id}`)
})

test('whatever a provider does is said calmly, and passwords work on', async ({ provider, person, newPage }) => {
  const member = await person('Member')
  await member.api.workspace('Research')
  const opened = await newPage({ allow: [elsewhere, /^401/, /^4\d\d POST/, /^503/] })
  const { page } = opened
  for (const [mood, says] of [['refuses', 'The provider didn’t sign you in.'], ['mistaken', 'This sign-in has taken too long, was used already, or was begun in another browser.']] as const) {
    provider.mood = mood
    provider.person = somebody(mood)
    await goBy(opened)
    await page.getByText(says).waitFor()
    await expectAccessible(opened)
    await page.getByRole('link', { name: 'To the sign-in page' }).click()
  }
  // An answer that was used can't be used again, and one that nobody asked for never could.
  await page.goto('/auth/oidc/office/callback?code=stolen&state=sign-in.stolen&iss=elsewhere')
  await page.getByText('This sign-in has taken too long, was used already, or was begun in another browser.').waitFor()
  provider.mood = 'away'
  await page.goto('/login')
  await page.getByRole('button', { name: 'Continue with Work' }).click()
  await page.waitForURL(`${provider.url}/**`)
  await page.goBack()
  await page.locator('input[name=email]').fill(member.email)
  await page.getByLabel('Password', { exact: true }).fill(member.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/w/*')
  provider.mood = 'agrees'
})
