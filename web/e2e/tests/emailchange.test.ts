import { expect, expectAccessible, linkFromMail, signIn, test } from '../harness'

test('an address changes once both mailboxes have confirmed, and everybody else is signed out', async ({ server, person, newPage }) => {
  const member = await person('Member')
  const other = await signIn(server, member)
  const opened = await newPage({ as: member })
  const { page } = opened
  const next = `next.${member.email}`
  const best = `best.${member.email}`
  await page.goto('/settings')
  await page.getByLabel('New address').fill(next)
  await page.getByRole('button', { name: 'Send the links' }).click()
  await page.getByText(`Waiting for the links in both mailboxes to become ${next}`).waitFor()
  await expectAccessible(opened)
  await page.getByRole('button', { name: 'Cancel the change' }).click()
  await expect.poll(async () => (await member.api.ask('GET', '/me/email'))['waiting']).toBeUndefined()

  await page.getByLabel('New address').fill(best)
  await page.getByRole('button', { name: 'Send the links' }).click()
  await page.getByText(`Waiting for the links in both mailboxes to become ${best}`).waitFor()
  const mailbox = await newPage()
  await mailbox.page.goto(await linkFromMail(server, best, '/email-change/new'))
  await expect.poll(() => new URL(mailbox.page.url()).hash).toBe('')
  await expectAccessible(mailbox)
  expect((await member.api.ask('GET', '/me')).email).toBe(member.email)
  await mailbox.page.getByRole('button', { name: 'Confirm' }).click()
  await mailbox.page.getByRole('heading', { name: 'Thank you' }).waitFor()
  await expectAccessible(mailbox)
  await page.getByText(`${best} has confirmed.`).waitFor()
  // The mail to the present address names the new one.
  await mailbox.page.goto(await linkFromMail(server, best, '/email-change/old'))
  await expectAccessible(mailbox)
  await mailbox.page.getByRole('button', { name: 'Confirm' }).click()
  await mailbox.page.getByRole('heading', { name: 'The address is changed' }).waitFor()
  await page.getByRole('main').getByText(best, { exact: true }).waitFor()
  expect((await other.api.raw('GET', '/me')).status).toBe(401)
  await signIn(server, { ...member, email: best })
}, 90_000)

test('whoever did not ask stops the change and signs everybody out', async ({ server, person, newPage }) => {
  const member = await person('Member')
  await member.api.ask('POST', '/me/email', { email: `thief.${member.email}` })
  const opened = await newPage()
  await opened.page.goto(await linkFromMail(server, `thief.${member.email}`, '/email-change/old'))
  await opened.page.getByRole('button', { name: 'That wasn’t me' }).click()
  await opened.page.getByRole('heading', { name: 'The change is stopped' }).waitFor()
  await expectAccessible(opened)
  expect((await member.api.raw('GET', '/me')).status).toBe(401)
  await opened.page.getByRole('link', { name: 'Set another password' }).click()
  await opened.page.waitForURL('**/forgot')
}, 60_000)
