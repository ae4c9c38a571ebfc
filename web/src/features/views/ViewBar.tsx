import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'

import { createView, deleteView, meQuery, newView, run, type SavedView, updateView, viewsQuery } from '~/data'
import { useTexts } from '~/i18n'
import { useCommands } from '~/lib/commands'
import { useWorkspace } from '~/lib/workspace'
import { Button, cx, Dialog, Form, FormActions, Icon, IconButton, Menu, MenuCheck, MenuItem, MenuSeparator, SubmitButton, Switch, TextField } from '~/ui'

import { addressOf, faceIn, isChanged, isWorthSaving, queryIn } from './model'
import styles from './views.module.css'

/** The views of a project that somebody keeps or that are shared with him, and the way to keep the present one. */
export function ViewBar({ project }: { project: string }) {
  const t = useTexts('views')
  const { id: ws, can } = useWorkspace()
  const search: Record<string, unknown> = useSearch({ strict: false })
  const [saving, setSaving] = useState(false)
  const views = (useQuery(viewsQuery(ws)).data ?? []).filter((one) => one.project_id === project)
  const current = views.find((one) => one.id === search['saved'])
  const offers = can('views:keep') && isWorthSaving(search) && (current === undefined || isChanged(current, search))
  useCommands([{ id: 'view.save', title: 'views:save', group: 'view', when: () => offers, run: () => setSaving(true) }])
  if (views.length === 0 && !offers && !saving) return <div />
  return (
    <div className={styles['bar']}>
      {views.length > 0 && (
        <nav aria-label={t('title')}>
          <ul className={styles['list']}>
            {views.map((one) => (
              <li key={one.id}>
                <Link to="/w/$ws/p/$project" params={{ ws, project }} search={addressOf(one) as never} aria-current={one === current ? 'page' : undefined} activeProps={{ 'aria-current': one === current ? 'page' : undefined }} className={cx(styles['view'], one === current && styles['current'])}>
                  <Icon name={one.face} size="sm" /><bdi className={styles['name']}>{one.name}</bdi>{one.shared && <Icon name="users" size="sm" label={t('isShared')} />}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {current !== undefined && <Current view={current} search={search} project={project} />}
      {offers && <Button size="sm" variant="ghost" icon="bookmark" onClick={() => setSaving(true)}>{t('save')}</Button>}
      <Dialog title={t('save')} size="sm" open={saving} onOpenChange={setSaving}>{saving && <Save project={project} search={search} onDone={() => setSaving(false)} />}</Dialog>
    </div>
  )
}

function Save({ project, search, onDone }: { project: string; search: Record<string, unknown>; onDone: () => void }) {
  const t = useTexts('views')
  const { id: ws } = useWorkspace()
  const navigate = useNavigate()
  const [shared, setShared] = useState(false)
  const save = async ({ name = '' }: Record<string, string>) => {
    const view = newView({ ws, project, name: name.trim(), face: faceIn(search), query: queryIn(search), shared })
    void run(createView.with(view))
    onDone()
    await navigate({ to: '.', search: ((before: object) => ({ ...before, saved: view.id })) as never, replace: true })
  }
  return (
    <Form label={t('save')} onSubmit={save}>
      <TextField label={t('name')} name="name" required pattern=".*\S.*" maxLength={100} autoFocus dir="auto" autoComplete="off" />
      <Switch label={t('shared')} hint={t('sharedHint')} checked={shared} onChange={setShared} />
      <FormActions><SubmitButton>{t('common:action.save')}</SubmitButton></FormActions>
    </Form>
  )
}

function Current({ view, search, project }: { view: SavedView; search: Record<string, unknown>; project: string }) {
  const t = useTexts('views')
  const { id: ws, role, can } = useWorkspace()
  const navigate = useNavigate()
  const me = useQuery(meQuery()).data?.id
  const [naming, setNaming] = useState(false)
  const changed = isChanged(view, search)
  const mine = view.created_by === me
  const change = (fields: Parameters<typeof updateView.with>[0]['fields']) => void run(updateView.with({ ws, id: view.id, fields }))
  const reset = () => void navigate({ to: '/w/$ws/p/$project', params: { ws, project }, search: addressOf(view) as never })
  const may = can('views:manage', mine) && (mine || role === 'owner' || role === 'admin')
  return (
    <>
      {changed && may && <Button size="sm" onClick={() => change({ face: faceIn(search), query: queryIn(search) })}>{t('update')}</Button>}
      {changed && <Button size="sm" variant="ghost" onClick={reset}>{t('reset')}</Button>}
      {may && (
        <Menu trigger={<IconButton icon="more" size="sm" label={t('menu', { name: view.name })} />}>
          <MenuItem icon="edit" onSelect={() => setNaming(true)}>{t('rename')}</MenuItem>
          {mine && <MenuCheck checked={view.shared} onChange={(shared) => change({ shared })}>{t('shared')}</MenuCheck>}
          <MenuSeparator />
          <MenuItem icon="trash" danger onSelect={() => void run(deleteView.with({ ws, id: view.id }))}>{t('delete')}</MenuItem>
        </Menu>
      )}
      <Dialog title={t('rename')} size="sm" open={naming} onOpenChange={setNaming}>
        <Form
          label={t('rename')} onSubmit={({ name = '' }) => {
            change({ name: name.trim() })
            setNaming(false)
          }}
        >
          <TextField label={t('name')} name="name" required pattern=".*\S.*" maxLength={100} defaultValue={view.name} autoFocus dir="auto" autoComplete="off" />
          <FormActions><SubmitButton>{t('common:action.save')}</SubmitButton></FormActions>
        </Form>
      </Dialog>
    </>
  )
}
