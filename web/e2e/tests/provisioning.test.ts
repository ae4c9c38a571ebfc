import { expect, expectAccessible, test } from '../harness'

// ASVS: 7.5.3
test('provisioning is turned on, a token works, whom it names shows up, and withdrawn it is refused', async ({ server, person, newPage }) => {
  const owner = await person('Owner')
  const workspace = await owner.api.workspace('Acme')
  const opened = await newPage({ as: owner })
  const { page } = opened
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`/w/${workspace.id}/settings?page=provisioning`)
  await page.getByText('People aren’t provisioned').waitFor()
  await expectAccessible(opened)
  await page.getByRole('button', { name: 'Turn on', exact: true }).click()
  await page.getByText('SCIM base URL', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Copy: SCIM base URL' }).click()
  const base = `${server.url}/scim/v2/${workspace.id}`
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(base)
  await page.getByRole('button', { name: 'Create a token' }).click()
  const once = page.getByRole('dialog', { name: 'SCIM token' })
  const token = await once.locator('code').innerText()
  expect(token).toMatch(/^tfu_[0-9A-Za-z]{49}$/)
  await expectAccessible(opened)
  await once.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByText('Never used').waitFor()
  expect(await page.content()).not.toContain(token)

  const ask = (method: string, path: string, body?: unknown) => fetch(base + path, {
    method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }, ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const made = await ask('POST', '/Users', { userName: 'robin@corp.example', displayName: 'Robin <b>' })
  expect(made.status).toBe(201)
  const { id } = await made.json() as { id: string }
  await page.getByText('Robin <b>', { exact: true }).waitFor()
  await page.getByText('Invited', { exact: true }).waitFor()
  expect((await ask('POST', '/Groups', { displayName: 'Leads <i>', members: [{ value: id }] })).status).toBe(201)
  await page.getByText('1 person').waitFor()
  await page.getByRole('combobox', { name: 'Role of Leads <i>' }).click()
  await page.getByRole('option', { name: 'Admin' }).click()
  await page.getByText('Leads <i> is changed').waitFor()
  await expectAccessible(opened)
  expect((await ask('PATCH', `/Users/${id}`, { Operations: [{ op: 'Replace', path: 'active', value: 'False' }] })).status).toBe(200)
  await page.getByText('Inactive', { exact: true }).waitFor()
  expect((await fetch(`${server.url}/api/v1/workspaces/${workspace.id}/members`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(403)

  await page.getByRole('button', { name: /^Withdraw tfu_/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click()
  await page.getByText('Create a token and give it to the provider').waitFor()
  expect((await ask('GET', '/Users')).status).toBe(401)
  await page.getByRole('button', { name: 'Turn off' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Turn off' }).click()
  await page.getByText('People aren’t provisioned').waitFor()
}, 60_000)

test('who is no admin is told that this isn’t for him', async ({ person, newPage }) => {
  const owner = await person('Owner')
  const workspace = await owner.api.workspace('Acme')
  const member = await person('Member')
  await owner.api.addMember(workspace, member)
  const opened = await newPage({ as: member })
  await opened.page.goto(`/w/${workspace.id}/settings?page=provisioning`)
  await opened.page.getByText('Only owners and admins see how people are provisioned.').waitFor()
  await expectAccessible(opened)
}, 60_000)
