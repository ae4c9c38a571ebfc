import { useQuery } from '@tanstack/react-query'

import { api, ifMatch, unwrap } from '~/api/client'
import { queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { AlertDialog, Badge, Button, Checkbox, EmptyState, Field, Form, FormActions, Select, Skeleton, SubmitButton, toast } from '~/ui'

import { act } from './act'
import { Groups } from './Groups'
import styles from './provisioning.module.css'
import { peopleQuery, provisioningKey, type Settings, settingsQuery } from './queries'
import { Tokens } from './Tokens'

const roles = ['admin', 'member', 'guest'] as const

/** How an identity provider says who is in a workspace. Owners and admins only. */
export function Provisioning() {
  const t = useTexts('provisioning')
  const { can } = useWorkspace()
  return can('provisioning:read') ? <Allowed /> : <p className={styles['soft']}>{t('adminsOnly')}</p>
}

function Allowed() {
  const t = useTexts('provisioning')
  const { id: ws } = useWorkspace()
  const known = useQuery(settingsQuery(ws)).data
  if (known === undefined) return <Skeleton height="40" />
  if (!known.enabled) {
    return (
      <div className={styles['stack']}>
        <EmptyState icon="users" title={t('none')}>{t('noneText')}</EmptyState>
        <How known={known} />
      </div>
    )
  }
  return (
    <div className={styles['stack']}>
      <p className={styles['soft']}>{t('text')}</p>
      <Address url={known.base_url} />
      <Tokens list={known.tokens ?? []} />
      <How key={known.version} known={known} />
      <Groups />
      <People />
      <TurnOff known={known} />
    </div>
  )
}

function Address({ url }: { url: string }) {
  const t = useTexts('provisioning')
  const copy = async () => {
    await navigator.clipboard.writeText(url)
    toast({ text: t('copied') })
  }
  return (
    <div className={styles['row']}>
      <div className={styles['rowText']}>
        <p className={styles['strong']}>{t('address')}</p>
        <code className={styles['code']} dir="ltr">{url}</code>
      </div>
      <Button size="sm" icon="copy" aria-label={t('copyOf', { what: t('address') })} onClick={() => void copy()}>{t('common:action.copy')}</Button>
    </div>
  )
}

function How({ known }: { known: Settings }) {
  const t = useTexts('provisioning')
  const { id: ws, role } = useWorkspace()
  const save = async (values: Record<string, string>) => {
    await unwrap(api.PUT('/api/v1/workspaces/{workspace_id}/provisioning', {
      params: { path: { workspace_id: ws } }, headers: ifMatch(known.version),
      body: { default_role: values['default_role'] as 'member', owners: role === 'owner' ? values['owners'] === 'on' : known.owners },
    }))
    toast({ text: t(known.enabled ? 'common:state.saved' : 'turnedOn') })
    await queryClient.invalidateQueries({ queryKey: provisioningKey(ws) })
  }
  return (
    <Form label={t('how')} onSubmit={save}>
      <Field label={t('defaultRole')} hint={t('defaultRoleHint')} name="default_role"><Select name="default_role" defaultValue={known.default_role || 'member'} options={roles.map((value) => ({ value, label: t(`common:role.${value}`) }))} /></Field>
      {role === 'owner' && <Checkbox label={t('owners')} hint={t('ownersHint')} name="owners" defaultChecked={known.owners} />}
      <FormActions><SubmitButton>{known.enabled ? t('common:action.save') : t('turnOn')}</SubmitButton></FormActions>
    </Form>
  )
}

const tones = { member: 'success', waiting: 'neutral', lapsed: 'warning', inactive: 'neutral', left: 'warning' } as const

function People() {
  const t = useTexts('provisioning')
  const { id: ws } = useWorkspace()
  const list = useQuery(peopleQuery(ws)).data ?? []
  return (
    <section className={styles['stack']} aria-labelledby="provisioned-people">
      <h2 id="provisioned-people" className={styles['heading']}>{t('people')}</h2>
      <p className={styles['soft']}>{t(list.length === 0 ? 'noPeople' : 'peopleText')}</p>
      <ul className={styles['rows']}>
        {list.map((one) => {
          const tone = tones[one.state]
          return (
            <li key={one.id} className={styles['row']}>
              <div className={styles['rowText']}>
                <p className={styles['strong']}><bdi>{one.display_name || one.user_name}</bdi> <Badge tone={tone}>{t(`state.${one.state}`)}</Badge>{one.role !== undefined && <Badge>{t(`common:role.${one.role}`)}</Badge>}</p>
                <p className={styles['soft']}><bdi>{one.email}</bdi></p>
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function TurnOff({ known }: { known: Settings }) {
  const t = useTexts('provisioning')
  const { id: ws } = useWorkspace()
  const off = () => act(ws, () => api.DELETE('/api/v1/workspaces/{workspace_id}/provisioning', { params: { path: { workspace_id: ws } }, headers: ifMatch(known.version) }), t('turnedOff'))
  return <div><AlertDialog title={t('turnOffTitle')} action={t('turnOff')} danger trigger={<Button variant="danger">{t('turnOff')}</Button>} onConfirm={() => void off()}>{t('turnOffText')}</AlertDialog></div>
}
