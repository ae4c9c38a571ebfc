import { createHmac } from 'node:crypto'

import { expect, expectAccessible, signIn, test } from '../harness'

/** What an authenticator app shows for a secret at a moment (RFC 6238, its six-digit SHA-1 form). */
function codeOf(secret: string, at: number): string {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(step).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('an authenticator app is set up, asked for at sign-in, and turned off with a recovery code at hand', async ({ server, person, newPage }) => {
  const member = await person('Member')
  await signIn(server, member)
  const opened = await newPage({ as: member, allow: [/^401/, /^422/] })
  const { page } = opened
  await page.goto('/settings?page=factors')
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
  const setup = page.getByRole('dialog', { name: 'Set up an authenticator app' })
  const secret = (await setup.locator('code').innerText()).replaceAll(' ', '')
  await setup.getByRole('img', { name: 'QR code' }).waitFor()
  await expectAccessible(opened)
  await setup.getByLabel('Code that the app shows').fill('000000')
  await setup.getByRole('button', { name: 'Turn on' }).click()
  await setup.getByText('is not right').waitFor()
  await setup.getByLabel('Code that the app shows').fill(codeOf(secret, Date.now()))
  await setup.getByRole('button', { name: 'Turn on' }).click()
  const shown = page.getByRole('dialog', { name: 'Recovery codes' })
  await expect.poll(() => shown.locator('li').count()).toBe(10)
  const recovery = await shown.locator('li').first().innerText()
  await expectAccessible(opened)
  await shown.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 left').waitFor()
  await expectAccessible(opened)

  await page.getByRole('link', { name: 'Sessions' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL('**/login')
  await page.getByLabel('E-mail address').fill(member.email)
  await page.getByLabel('Password', { exact: true }).fill(member.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Code of your authenticator app').waitFor()
  await expectAccessible(opened)
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code').fill('no code of mine')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('is not right').waitFor()
  await page.getByLabel('Recovery code').fill(recovery.toLowerCase())
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname !== '/login')
  await page.goto('/settings?page=factors')
  await page.getByText('9 left').waitFor()
  await page.getByRole('button', { name: 'Turn off' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Turn off' }).click()
  await page.getByRole('button', { name: 'Set up an authenticator app' }).waitFor()
}, 60_000)
