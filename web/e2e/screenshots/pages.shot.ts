import { type Person, test } from '../harness'
import { picture } from '../harness/pictures'

test('account pages', async ({ browser, server, person }) => {
  await picture(browser, server, { name: 'login', path: '/login' })
  await picture(browser, server, { name: 'signup', path: '/signup' })
  await picture(browser, server, { name: 'appearance', path: '/settings?page=appearance', as: await person('Member') })
})

/** A board as a team has it after a week. */
async function board(member: Person) {
  const workspace = await member.api.workspace('Research')
  const project = await member.api.project(workspace, 'Launch')
  const columns = await member.api.columns(workspace, project)
  const labels = []
  for (const [name, color] of [['Design', 'purple'], ['Copy', 'blue'], ['Urgent', 'red']] as const) {
    labels.push(await member.api.ask('POST', `/workspaces/${workspace.id}/labels`, { name, color }))
  }
  const { id: me } = await member.api.ask('GET', '/me')
  const task = (column: number, title: string, rest: Record<string, unknown> = {}) => member.api.task(workspace, project, title, { column_id: columns[column]?.id, ...rest })
  const first = await task(0, 'Write the announcement', { labels: [labels[1]?.id], due: '2030-05-14', assignee_id: me, description: '## What it says\n\n* what is **new**\n* for whom\n\n> Short, and true.' })
  await task(0, 'Choose a venue for sixty people that is easy to reach by train', { priority: 'high' })
  await task(0, 'Ask three customers for a quote')
  await task(1, 'Prepare the press kit', { labels: [labels[0]?.id, labels[2]?.id], priority: 'urgent', assignee_id: me, due: '2020-01-01' })
  await task(1, 'Record the demo', { assignee_id: me })
  await task(2, 'Book the photographer', { labels: [labels[0]?.id] })
  await member.api.ask('POST', `/workspaces/${workspace.id}/tasks/${first.id}/comments`, { body: 'The first paragraph is *done*.' })
  for (const text of ['Outline', 'Draft', 'Review']) await member.api.ask('POST', `/workspaces/${workspace.id}/tasks/${first.id}/checklist`, { text })
  return { workspace, project, first }
}

test('pages of a workspace', async ({ browser, server, person }) => {
  const member = await person('Member')
  const { workspace, project, first } = await board(member)
  const at = `/w/${workspace.id}`
  await picture(browser, server, { name: 'board', path: `${at}/p/${project.id}`, as: member })
  await picture(browser, server, { name: 'list', path: `${at}/p/${project.id}?view=list`, as: member })
  await picture(browser, server, { name: 'task', path: `${at}/t/${first.id}`, as: member })
  await picture(browser, server, { name: 'my-tasks', path: `${at}/my`, as: member })
}, 120_000)
