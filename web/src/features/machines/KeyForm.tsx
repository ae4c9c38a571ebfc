import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { projectsQuery, workspacesQuery } from '~/data'
import { useTexts } from '~/i18n'
import type { Role } from '~/lib/workspace'
import { Button, Checkbox, Field, Form, FormActions, Select, SubmitButton, Textarea, TextField } from '~/ui'

import styles from './machines.module.css'
import { type Life, lives, networksIn, type Scope, scopesFor } from './model'
import { ScopeFields } from './ScopeFields'
import type { ShownOnce } from './Secret'

/** Makes a key: what it may do, where, from where and how long. */
export function KeyForm({ onDone, onCancel }: { onDone: (made: ShownOnce) => void; onCancel: () => void }) {
  const t = useTexts('machines')
  const workspaces = useQuery(workspacesQuery()).data ?? []
  const [chosen, setChosen] = useState<string>()
  const workspace = workspaces.find((one) => one.id === chosen) ?? workspaces[0]
  const role: Role = workspace?.role ?? 'guest'
  const [scopes, setScopes] = useState<ReadonlySet<Scope>>(new Set())
  const [projects, setProjects] = useState<ReadonlySet<string>>(new Set())
  const [life, setLife] = useState<Life>('90')
  const [none, setNone] = useState(false)
  const offered = new Set(scopesFor(role).flatMap((one) => one.scopes.map(({ scope }) => scope)))
  const given = [...scopes].filter((one) => offered.has(one))
  const make = async ({ name = '', networks = '' }: Record<string, string>) => {
    if (workspace === undefined) return
    if (given.length === 0) return setNone(true)
    const made = await unwrap(api.POST('/api/v1/me/api-keys', {
      body: { name, workspace_id: workspace.id, scopes: given, days: Number(life), project_ids: [...projects], networks: networksIn(networks) },
    }))
    onDone({ title: made.api_key.name, secret: made.secret })
  }
  return (
    <Form label={t('create')} onSubmit={make}>
      <TextField label={t('name')} hint={t('nameHint')} name="name" required maxLength={100} autoComplete="off" dir="auto" autoFocus />
      <Field label={t('workspace')}>
        <Select
          label={t('workspace')} value={workspace?.id ?? ''} options={workspaces.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(id) => {
            setChosen(id)
            setProjects(new Set())
          }}
        />
      </Field>
      <ScopeFields role={role} chosen={scopes} error={none && given.length === 0 ? t('noScope') : undefined} onChange={setScopes} />
      {workspace !== undefined && <Projects ws={workspace.id} chosen={projects} onChange={setProjects} />}
      <Field label={t('networks')} name="networks" hint={t('networksHint')}>
        <Textarea name="networks" rows={2} spellCheck={false} autoCapitalize="none" dir="ltr" />
      </Field>
      <Field label={t('life')}><Select label={t('life')} value={life} onChange={setLife} options={lives.map((days) => ({ value: days, label: t('days', { count: Number(days) }) }))} /></Field>
      <FormActions>
        <Button onClick={onCancel}>{t('common:action.cancel')}</Button>
        <SubmitButton>{t('create')}</SubmitButton>
      </FormActions>
    </Form>
  )
}

function Projects({ ws, chosen, onChange }: { ws: string; chosen: ReadonlySet<string>; onChange: (chosen: Set<string>) => void }) {
  const t = useTexts('machines')
  const list = useQuery(projectsQuery(ws)).data ?? []
  if (list.length === 0) return null
  const toggle = (id: string, on: boolean) => onChange(new Set(on ? [...chosen, id] : [...chosen].filter((one) => one !== id)))
  return (
    <fieldset className={styles['scopes']}>
      <legend className={styles['strong']}>{t('projects')}</legend>
      <p className={styles['soft']}>{t('projectsHint')}</p>
      <div className={styles['topic']}>{list.map((one) => <Checkbox key={one.id} label={<bdi>{one.name}</bdi>} checked={chosen.has(one.id)} onChange={(on) => toggle(one.id, on)} />)}</div>
    </fieldset>
  )
}
