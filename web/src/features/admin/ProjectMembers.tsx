import { useQuery } from '@tanstack/react-query'

import { api } from '~/api/client'
import { isProblem } from '~/api/problem'
import { keys, membersQuery, type Project, projectMembersQuery, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { useWorkspace } from '~/lib/workspace'
import { Avatar, Combobox, IconButton, Skeleton, toast } from '~/ui'

import styles from './admin.module.css'

/** Who reaches a private project: nobody else, workspace admins included. */
export function ProjectMembers({ project, manages }: { project: Project; manages: boolean }) {
  const t = useTexts('admin')
  const { id: ws } = useWorkspace()
  const within = useQuery(projectMembersQuery(ws, project.id)).data
  const members = useQuery(membersQuery(ws)).data
  if (within === undefined || members === undefined) return <Skeleton height="16" />
  const inside = new Set(within.map((one) => one.user_id))
  const act = async (work: Promise<unknown>) => {
    try {
      await work
    } catch (error) {
      if (!isProblem(error)) throw error
      toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
    }
    await queryClient.invalidateQueries({ queryKey: keys.projectMembers(ws, project.id) })
  }
  const path = (user: string) => ({ params: { path: { workspace_id: ws, project_id: project.id, user_id: user } } })
  const add = (user: string | null) => user !== null && void act(api.PUT('/api/v1/workspaces/{workspace_id}/projects/{project_id}/members/{user_id}', path(user)))
  const others = members.filter((one) => !inside.has(one.user_id))
  return (
    <section className={styles['stack']} aria-labelledby="project-members">
      <h2 id="project-members" className={styles['heading']}>{t('projects.members')}</h2>
      {manages && others.length > 0 && <Combobox label={t('projects.addMember')} placeholder={t('projects.addMember')} empty={t('projects.nobody')} value={null} onChange={add} options={others.map((one) => ({ value: one.user_id, label: one.name, ...(one.email === undefined ? {} : { hint: one.email }) }))} />}
      <ul className={styles['rows']}>
        {members.filter((one) => inside.has(one.user_id)).map((one) => (
          <li key={one.user_id} className={styles['row']}>
            <Avatar id={one.user_id} name={one.name} size="sm" decorative />
            <span className={styles['who']}><bdi>{one.name}</bdi></span>
            {manages && <IconButton icon="close" size="sm" label={t('projects.removeMember', { name: one.name })} onClick={() => void act(api.DELETE('/api/v1/workspaces/{workspace_id}/projects/{project_id}/members/{user_id}', path(one.user_id)))} />}
          </li>
        ))}
      </ul>
    </section>
  )
}
