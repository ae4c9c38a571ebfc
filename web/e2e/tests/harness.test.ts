import { accessibility, expect, Refused, signIn, test } from '../harness'

test('people, their work and their sessions are arranged by the API', async ({ server, person, newPage }) => {
  const member = await person('Member')
  const other = await person('Other member')
  const workspace = await member.api.workspace()
  const project = await member.api.project(workspace)
  const task = await member.api.task(workspace, project, 'Write the announcement')
  const path = `/workspaces/${workspace.id}/tasks/${task.id}`
  await expect(other.api.ask('GET', path)).rejects.toThrow(Refused)
  await member.api.addMember(workspace, other)
  expect(await other.api.ask('GET', path)).toMatchObject({ title: 'Write the announcement' })
  expect(await member.api.columns(workspace, project)).toHaveLength(3)
  expect((await signIn(server, member)).cookie).not.toBe(member.cookie)

  const { page } = await newPage({ as: member, allow: ['404 GET /not-a-page'] })
  await page.goto('/not-a-page')
  const me = await page.evaluate(async () => (await fetch('/api/v1/me')).json())
  expect(me).toMatchObject({ name: 'Member' })
}, 60_000)

test('axe sees what is wrong, past the policy', async ({ newPage }) => {
  const opened = await newPage({ allow: ['404 GET /none'] })
  await opened.page.goto('/none')
  expect(await accessibility(opened)).toEqual([])
  await opened.page.evaluate(() => document.body.append(document.createElement('button')))
  expect((await accessibility(opened)).join('\n')).toContain('button-name')
})

test('what was acknowledged is still there after the power was cut', async ({ server, person }) => {
  const member = await person()
  const workspace = await member.api.workspace('Kept')
  await server.kill()
  await server.start()
  expect(await member.api.ask('GET', `/workspaces/${workspace.id}`)).toMatchObject({ name: 'Kept' })
})
