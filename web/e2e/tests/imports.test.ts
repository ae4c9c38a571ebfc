import { expect, expectAccessible, test } from '../harness'

const trello = JSON.stringify({
  id: '5f1c00000000000000000001', name: 'Old <b>board</b>', desc: '', closed: false,
  lists: [{ id: 'l1', name: 'To do', closed: false, pos: 1 }, { id: 'l2', name: 'Done', closed: false, pos: 2 }],
  labels: [{ id: 'b1', idBoard: '5f1c00000000000000000001', name: 'urgent', color: 'red' }], members: [], checklists: [], actions: [], customFields: [],
  cards: ['First card', '<img src=x onerror=alert(1)>', 'x'.repeat(600)].map((name, i) => ({ id: `c${i}`, name, desc: '', closed: false, idList: 'l1', idLabels: i === 0 ? ['b1'] : [], idMembers: [], idChecklists: [], due: null, pos: i, attachments: [{ id: `a${i}`, name: 'file.png', url: 'https://example.com/file.png' }] })),
})
const github = JSON.stringify([{ number: 7, id: 70, title: 'An issue', body: 'with a body', state: 'open', labels: [], html_url: 'https://github.com/example/example/issues/7', repository_url: 'https://api.github.com/repos/example/example' }])

const file = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) })

test('a board comes in after a look at what would happen, and goes out again', async ({ person, newPage }) => {
  const owner = await person('Owner')
  const workspace = await owner.api.workspace()
  const opened = await newPage({ as: owner })
  const { page } = opened
  await page.goto(`/w/${workspace.id}`)
  await page.getByRole('link', { name: 'Import from Trello or GitHub' }).click()
  await page.getByRole('heading', { name: 'Imports' }).waitFor()
  await expectAccessible(opened)
  await page.locator('input[type=file]').setInputFiles(file('board.json', trello))
  await page.getByRole('radio', { name: 'Trello' }).and(page.locator('[aria-checked=true]')).waitFor()
  await page.getByRole('button', { name: 'See what would happen' }).click()
  await page.getByText('“Old <b>board</b>” would bring:').waitFor()
  await page.getByText('3 tasks').waitFor()
  await page.getByText('What doesn’t come along unchanged').waitFor()
  await page.locator('details summary').first().click()
  await expectAccessible(opened)
  expect((await owner.api.ask<{ items: unknown[] }>('GET', `/workspaces/${workspace.id}/projects`)).items).toHaveLength(0)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('“Old <b>board</b>” is here:').waitFor()
  await page.getByRole('link', { name: 'Open the project' }).click()
  await page.getByText('<img src=x onerror=alert(1)>').waitFor()

  await page.goto(`/w/${workspace.id}/imports`)
  await page.locator('input[type=file]').setInputFiles(file('board.json', trello))
  await page.getByRole('button', { name: 'See what would happen' }).click()
  await page.getByText('This file was imported before').waitFor()
  expect(await page.getByRole('button', { name: 'Import', exact: true }).count()).toBe(0)
  await page.getByRole('button', { name: 'Undo the import of Old <b>board</b>' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Undo' }).click()
  await page.getByText('3 tasks taken out').first().waitFor()
  await page.getByText('Undone', { exact: true }).waitFor()
  await expectAccessible(opened)
}, 60_000)

test('a wrong file is explained and stays chosen', async ({ person, newPage }) => {
  const owner = await person('Owner')
  const workspace = await owner.api.workspace()
  const { page } = await newPage({ as: owner, allow: [/^4\d\d/] })
  await page.goto(`/w/${workspace.id}/imports`)
  for (const text of ['no JSON', '{"half":', '[1,2]']) {
    await page.locator('input[type=file]').setInputFiles(file('wrong.json', text))
    await page.getByRole('button', { name: 'See what would happen' }).click()
    await page.getByRole('alert').getByText('The file was not imported').waitFor()
    await page.getByText('wrong.json').waitFor()
  }
  await page.locator('input[type=file]').setInputFiles(file('issues.json', github))
  await page.getByRole('radio', { name: 'GitHub' }).and(page.locator('[aria-checked=true]')).waitFor()
  await page.getByLabel('Name of the project').fill('From GitHub')
  await page.getByRole('button', { name: 'See what would happen' }).click()
  await page.getByText('1 task', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('“From GitHub” is here:').waitFor()
}, 60_000)

test('who may not import is told calmly', async ({ person, newPage }) => {
  const [owner, member] = [await person('Owner'), await person('Member')]
  const workspace = await owner.api.workspace()
  await owner.api.addMember(workspace, member)
  const { page } = await newPage({ as: member })
  await page.goto(`/w/${workspace.id}/imports`)
  await page.getByText('Importing is for admins').waitFor()
  await page.goto(`/w/${workspace.id}/audit`)
  await page.getByText('The audit log is for admins').waitFor()
  expect(await page.getByRole('link', { name: /Imports|Audit log/ }).count()).toBe(0)
})
