import { accessibility, expect, Refused, signIn, test } from '../harness'

test('people, their work and their sessions are arranged by the API', async ({ server, person, newPage }) => {
  const robin = await person('Robin')
  const kim = await person('Kim')
  const workspace = await robin.api.workspace()
  const project = await robin.api.project(workspace)
  const task = await robin.api.task(workspace, project, 'Write the announcement')
  const path = `/workspaces/${workspace.id}/tasks/${task.id}`
  await expect(kim.api.ask('GET', path)).rejects.toThrow(Refused)
  await robin.api.addMember(workspace, kim)
  expect(await kim.api.ask('GET', path)).toMatchObject({ title: 'Write the announcement' })
  expect(await robin.api.columns(workspace, project)).toHaveLength(3)
  expect((await signIn(server, robin)).cookie).not.toBe(robin.cookie)

  const { page } = await newPage({ as: robin, allow: ['404 GET /not-a-page'] })
  await page.goto('/not-a-page')
  const me = await page.evaluate(async () => (await fetch('/api/v1/me')).json())
  expect(me).toMatchObject({ name: 'Robin' })
}, 60_000)

test('axe sees what is wrong, past the policy', async ({ newPage }) => {
  const opened = await newPage({ allow: ['404 GET /none'] })
  await opened.page.goto('/none')
  expect(await accessibility(opened)).toEqual([])
  await opened.page.evaluate(() => document.body.append(document.createElement('button')))
  expect((await accessibility(opened)).join('\n')).toContain('button-name')
})

test('what was acknowledged is still there after the power was cut', async ({ server, person }) => {
  const robin = await person()
  const workspace = await robin.api.workspace('Kept')
  await server.kill()
  await server.start()
  expect(await robin.api.ask('GET', `/workspaces/${workspace.id}`)).toMatchObject({ name: 'Kept' })
})
