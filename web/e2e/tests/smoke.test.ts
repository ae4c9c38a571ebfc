import { expect, test } from '../harness'

const policy = (nonce: string) =>
  `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self' blob:; font-src 'self'; ` +
  `connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; ` +
  `require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp-reports; report-to csp`

test('the first page works under the whole policy', async ({ newPage }) => {
  const { page } = await newPage({ allow: ['401 GET /api/v1/me'] })
  const response = await page.goto('/')
  expect(response?.status()).toBe(200)
  const nonce = /'nonce-([A-Z2-7]{26})'/.exec(response?.headers()['content-security-policy'] ?? '')?.[1] ?? ''
  expect(response?.headers()).toMatchObject({
    'content-security-policy': policy(nonce),
    'reporting-endpoints': 'csp="/csp-reports"',
    'cache-control': 'no-store',
    'content-type': 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  expect(response?.headers()['permissions-policy']).toContain('publickey-credentials-get=(self)')
  await page.waitForFunction(() => (document.querySelector('#root, #app')?.childElementCount ?? 0) > 0)
  expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true)
})

test('what the policy stops is seen by the tests', async ({ newPage }) => {
  const { page, watch } = await newPage({ allow: [/./] })
  await page.goto('/login')
  await page.evaluate(() => {
    document.body.setAttribute('style', 'color: red')
    const script = document.createElement('img')
    script.src = 'https://elsewhere.example/pixel.png'
    document.body.append(script)
    try {
      document.body.insertAdjacentHTML('beforeend', '<b>bold</b>')
    } catch {
      // Trusted Types throw
    }
  })
  for (const part of ['violation style-src-attr', 'violation img-src', 'violation require-trusted-types-for', 'foreign https://elsewhere.example']) {
    await expect.poll(() => watch.seen.join('\n')).toContain(part)
  }
  expect(watch.faults).toEqual([])
})

test('an address that is no page is none', async ({ newPage }) => {
  const { page } = await newPage({ allow: ['404 GET /wp-login.php'] })
  const response = await page.goto('/wp-login.php')
  expect(response?.status()).toBe(404)
  expect(await page.getByRole('heading').innerText()).toBe('There is nothing here')
})
