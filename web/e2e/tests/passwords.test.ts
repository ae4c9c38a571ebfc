import { expect, signIn, test } from '../harness'

const fields: ReadonlyArray<{ path: string; names: Record<string, string>; inside?: true }> = [
  { path: '/login', names: { password: 'current-password' } },
  { path: '/signup', names: { password: 'new-password' } },
  { path: '/reset#none', names: { password: 'new-password' } },
  { path: '/settings?page=password', names: { current: 'current-password', password: 'new-password' }, inside: true },
]

// ASVS: 6.2.6 6.2.7
test('passwords are masked, can be pasted, and are filled in by who manages them', async ({ server, person, newPage }) => {
  const member = await person('Member')
  await signIn(server, member)
  const outside = await newPage({ allow: [/^401/] })
  const inside = await newPage({ as: member })
  for (const { context } of [outside, inside]) await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  for (const { path, names, inside: within } of fields) {
    const { page } = within === true ? inside : outside
    await page.goto(path)
    const inputs = page.locator('input[type=password]')
    await inputs.first().waitFor()
    expect(await inputs.evaluateAll((found) => Object.fromEntries(found.map((one) => [one.getAttribute('name'), one.getAttribute('autocomplete')]))), path).toEqual(names)
    // Nobody types what a manager made, and the whole of it counts, its end too.
    const made = ` violet kettle ${'ж👩'.repeat(20)} march `
    await page.evaluate((text) => navigator.clipboard.writeText(text), made)
    await inputs.first().focus()
    await page.keyboard.press('Control+v')
    await expect.poll(() => inputs.first().inputValue(), { message: path }).toBe(made)
    // Whoever wants to see it can, and nobody else's browser learns it as a text that was typed before.
    const show = page.getByRole('button', { name: /show/i }).first()
    if ((await show.count()) > 0) {
      await show.click()
      expect(await page.locator(`input[name=${Object.keys(names)[0]}]`).getAttribute('autocomplete'), path).toBe(Object.values(names)[0])
    }
  }
}, 60_000)
