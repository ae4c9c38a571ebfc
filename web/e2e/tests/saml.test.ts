import { type Company, expect, expectAccessible, type OpenPage, type Person, type Server, startCompany, startServer, type Thing, test as base } from '../harness'

// The provider speaks without TLS, which an operator has to allow by its name.
const test = base.extend<{ server: Server; company: Company }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern -- vitest reads what a fixture needs from this pattern
    async ({}, provide) => {
      const server = await startServer(['--egress-http', '127.0.0.1'])
      await provide(server)
      await server.close()
    },
    { scope: 'file' },
  ],
  // oxlint-disable-next-line no-empty-pattern -- as above
  company: async ({}, provide) => {
    const company = await startCompany()
    await provide(company)
    await company.close()
  },
})

const elsewhere = /^foreign http:\/\/127\.0\.0\.1/
let counted = 0

/** The owner brings the provider, by hand of the page. */
async function bring(opened: OpenPage, workspace: Thing, company: Company, letIn: boolean): Promise<string> {
  const { page } = opened
  const name = `acme-${process.pid}-${++counted}`
  await page.goto(`/w/${workspace.id}/settings?page=company`)
  await page.getByLabel('Name to sign in with').fill(name)
  await page.getByLabel('Metadata of your provider').fill(company.metadata)
  if (letIn) await page.getByRole('checkbox', { name: 'Let new people in' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Not used yet').waitFor()
  return name
}

/** Somebody without a session goes by way of the company. */
async function goBy({ page }: OpenPage, name: string) {
  await page.goto('/login')
  await page.getByRole('link', { name: 'Sign in with your company' }).click()
  await page.getByLabel('Name of your company').fill(name)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Agree' }).click()
}

async function ownerOf(person: (name?: string) => Promise<Person>): Promise<[Person, Thing]> {
  const owner = await person('Owner')
  return [owner, await owner.api.workspace('Acme')]
}

// ASVS: 6.8.1
test('an owner brings a provider, a colleague comes by it to the board and no further, and is out when it is removed', async ({ server, company, person, newPage }) => {
  const [owner, workspace] = await ownerOf(person)
  // The operator answers for who reads the company's mailboxes.
  await server.stop()
  await server.start(['--provisioning-domain', `${workspace.id}=company.example`])
  const project = await owner.api.project(workspace, 'Site')
  await owner.api.task(workspace, project, 'Water the plants')
  const opened = await newPage({ as: owner })
  const { page } = opened
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`/w/${workspace.id}/settings?page=company`)
  await page.getByRole('button', { name: 'Copy: Assertion consumer service (ACS) URL' }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(`${server.url}/auth/saml/${workspace.id}/acs`)
  await expectAccessible(opened)
  const name = await bring(opened, workspace, company, true)
  await page.getByText('idp.example').waitFor()
  expect(await page.getByLabel('Entity ID of the provider').inputValue()).toBe(company.entityId)
  await expectAccessible(opened)

  const colleague = await newPage({ allow: [elsewhere, /^401 GET/] })
  await colleague.page.goto('/login/company')
  await expectAccessible(colleague)
  await goBy(colleague, name)
  await colleague.page.waitForURL(`**/w/${workspace.id}`)
  expect(new URL(colleague.page.url()).hash).toBe('')
  await colleague.page.goto(`/w/${workspace.id}/p/${project.id}`)
  await colleague.page.getByText('Water the plants').waitFor()
  await colleague.page.goto('/settings')
  await colleague.page.getByText('You signed in with your company').waitFor()
  expect(await colleague.page.getByRole('link', { name: 'Password' }).count()).toBe(0)
  await expectAccessible(colleague)

  await page.reload()
  await page.getByText(/Last used/).waitFor()
  await page.getByRole('button', { name: 'Remove the provider' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove the provider' }).click()
  await page.getByText('It answers once you have saved').waitFor()
  await colleague.page.goto(`/w/${workspace.id}`)
  await colleague.page.waitForURL('**/login?**')
}, 90_000)

test('what went wrong at the company is said on a page, and a way on is shown', async ({ server, company, person, newPage }) => {
  const [owner, workspace] = await ownerOf(person)
  const name = await bring(await newPage({ as: owner }), workspace, company, false)
  const opened = await newPage({ allow: [elsewhere, /^404 POST \/auth\/saml\/start/, /^40[39] POST \/auth\/saml/] })
  const { page } = opened
  await page.goto('/login/company')
  await page.getByLabel('Name of your company').fill('nobody-here')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('No company signs in by this name here.').waitFor()
  await goBy(opened, name)
  await page.getByText('nobody here is known by it').waitFor()
  await expectAccessible(opened)
  // Whether an address has an account is told to nobody's provider.
  company.email = owner.email
  await page.getByRole('link', { name: 'Begin again' }).click()
  expect(await page.getByLabel('Name of your company').inputValue()).toBe(name)
  await goBy(opened, name)
  await page.getByText('nobody here is known by it').waitFor()
  company.audience = 'https://elsewhere.example'
  await goBy(opened, name)
  await page.getByText('It was meant for another service.').waitFor()
  await expectAccessible(opened)
  // What another site's page posts here by itself, nobody has begun.
  await page.goto('about:blank')
  await page.setContent(`<form method="post" action="${server.url}/auth/saml/${workspace.id}/acs"><input name="SAMLResponse" value="PGEvPg=="><button>Go</button></form>`)
  await page.getByRole('button', { name: 'Go' }).click()
  await page.getByText('A sign-in begins in TaskFlow').waitFor()
}, 90_000)

test('a member connects the company from the settings, and signs in by it from then on', async ({ company, person, newPage }) => {
  const [owner, workspace] = await ownerOf(person)
  const member = await person('Member')
  await owner.api.addMember(workspace, member)
  const name = await bring(await newPage({ as: owner }), workspace, company, false)
  const opened = await newPage({ as: member, allow: [elsewhere] })
  await opened.page.goto('/settings?page=providers')
  await opened.page.getByRole('button', { name: 'Connect Acme' }).click()
  await opened.page.getByRole('button', { name: 'Agree' }).click()
  await opened.page.waitForURL('**/settings?page=providers')
  await opened.page.getByRole('button', { name: 'Disconnect' }).waitFor()
  await opened.page.getByRole('heading', { name: 'Company sign-in of Acme' }).waitFor()
  await expectAccessible(opened)
  const other = await newPage({ allow: [elsewhere, /^401 GET/] })
  await goBy(other, name)
  await other.page.waitForURL(`**/w/${workspace.id}`)
  await opened.page.getByRole('button', { name: 'Disconnect' }).click()
  await opened.page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click()
  await opened.page.getByRole('button', { name: 'Connect Acme' }).waitFor()
}, 90_000)

test('members have to come in by the company once an owner asks for it, are shown the way, and owners come in all the same', async ({ company, person, newPage }) => {
  const [owner, workspace] = await ownerOf(person)
  const member = await person('Member')
  await owner.api.addMember(workspace, member)
  const project = await owner.api.project(workspace, 'Site')
  await owner.api.task(workspace, project, 'Water the plants')
  const owners = await newPage({ as: owner })
  const name = await bring(owners, workspace, company, false)
  await owners.page.getByRole('checkbox', { name: 'Ask members to come in by it' }).click()
  await owners.page.getByLabel('Days until it holds').fill('0')
  await owners.page.getByRole('form', { name: 'Who has to come in by it' }).getByRole('button', { name: 'Save' }).click()
  await owners.page.getByText('Members have had to come in by it since').waitFor()
  await expectAccessible(owners)

  const opened = await newPage({ as: member, allow: [elsewhere, /^403 GET/] })
  const { page } = opened
  await page.goto(`/w/${workspace.id}/p/${project.id}`)
  await page.getByRole('heading', { name: 'Sign in with your company' }).waitFor()
  await expectAccessible(opened)
  await page.getByRole('link', { name: 'Connect your account' }).click()
  await page.getByRole('button', { name: 'Connect Acme' }).click()
  await page.getByRole('button', { name: 'Agree' }).click()
  await page.getByRole('button', { name: 'Disconnect' }).waitFor()
  await page.goto(`/w/${workspace.id}/p/${project.id}`)
  await page.getByRole('link', { name: 'Sign in with your company' }).click()
  await page.getByLabel('Name of your company').fill(name)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Agree' }).click()
  await page.waitForURL(`**/w/${workspace.id}/p/${project.id}`)
  await page.getByText('Water the plants').waitFor()

  await owners.page.goto(`/w/${workspace.id}/p/${project.id}`)
  await owners.page.getByText('Water the plants').waitFor()
}, 90_000)
