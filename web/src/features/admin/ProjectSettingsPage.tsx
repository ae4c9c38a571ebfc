import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'

import { api, ifMatch } from '~/api/client'
import { archivedProjectsQuery, keys, meQuery, type Project, projectsQuery, queryClient, run, updateProject } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { buttonClass, EmptyState, Form, FormActions, Icon, Skeleton, SubmitButton, Switch, TextField, toast } from '~/ui'

import styles from './admin.module.css'
import { ProjectMembers } from './ProjectMembers'
import { Sure } from './Sure'

export function ProjectSettingsPage() {
  const t = useTexts('admin')
  const { id: ws } = useWorkspace()
  const { project: id } = useParams({ from: '/inside/w/$ws/p/$project/settings' })
  const active = useQuery(projectsQuery(ws)).data
  const archived = useQuery(archivedProjectsQuery(ws)).data
  const project = active?.find((one) => one.id === id) ?? archived?.find((one) => one.id === id)
  if (active === undefined || archived === undefined) return <Skeleton height="40" />
  if (project === undefined) return <EmptyState whole icon="search" title={t('projects.gone')} actions={<Link to="/w/$ws" params={{ ws }} className={buttonClass('primary')}>{t('projects.back')}</Link>}>{t('common:problem.not-found')}</EmptyState>
  return (
    <div className={styles['page']}>
      <header className={styles['line']}>
        <Link to="/w/$ws/p/$project" params={{ ws, project: id }} className={styles['quiet']} aria-label={t('projects.toBoard')}><Icon name="chevronLeft" /></Link>
        <h1 className={styles['title']}><bdi>{project.name}</bdi></h1>
      </header>
      <Body key={id} project={project} />
    </div>
  )
}

function Body({ project }: { project: Project }) {
  const t = useTexts('admin')
  const { id: ws, can } = useWorkspace()
  const me = useQuery(meQuery()).data?.id
  const manages = can('projects:manage', project.created_by === me)
  const change = (fields: Parameters<typeof updateProject.with>[0]['fields'], say?: string) => void run(updateProject.with({ ws, id: project.id, project, fields, ...(say === undefined ? {} : { say }) }))
  const rename = ({ name = '' }: Record<string, string>) => {
    if (name.trim() !== '' && name.trim() !== project.name) change({ name: name.trim() }, t('common:state.saved'))
  }
  return (
    <div className={styles['stack']}>
      <Form key={project.name} label={t('projects.name')} onSubmit={rename}>
        <TextField label={t('projects.name')} name="name" required maxLength={100} defaultValue={project.name} readOnly={!manages} dir="auto" autoComplete="off" />
        {manages && <FormActions><SubmitButton>{t('common:action.save')}</SubmitButton></FormActions>}
      </Form>
      {manages && <Switch label={t('projects.private')} hint={t('projects.privateHint')} checked={project.private} onChange={(on) => change({ private: on })} />}
      {project.private && <ProjectMembers project={project} manages={manages} />}
      {manages && <Endings project={project} onArchive={(archived) => change({ archived }, t(archived ? 'projects.archived' : 'projects.restored', { name: project.name }))} />}
    </div>
  )
}

function Endings({ project, onArchive }: { project: Project; onArchive: (archived: boolean) => void }) {
  const t = useTexts('admin')
  const { id: ws } = useWorkspace()
  const navigate = useNavigate()
  const archived = project.archived_at !== null
  const archive = async () => {
    onArchive(!archived)
    await navigate({ to: '/w/$ws/settings', params: { ws }, search: { page: 'projects' } })
  }
  const remove = async () => {
    await api.DELETE('/api/v1/workspaces/{workspace_id}/projects/{project_id}', { params: { path: { workspace_id: ws, project_id: project.id } }, headers: ifMatch(project.version) })
    await navigate({ to: '/w/$ws', params: { ws } })
    await Promise.all([keys.projects(ws), keys.archivedProjects(ws)].map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    toast({ text: t('projects.deleted', { name: project.name }) })
  }
  return (
    <>
      <Sure title={t(archived ? 'projects.restore' : 'projects.archiveIt')} text={t(archived ? 'projects.restoreText' : 'projects.archiveText')} action={t(archived ? 'projects.restore' : 'projects.archiveIt')} onConfirm={archive} />
      <Sure title={t('projects.delete')} text={t('projects.deleteText')} action={t('projects.delete')} typed={project.name} danger onConfirm={remove} />
    </>
  )
}
