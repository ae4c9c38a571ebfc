import { useQuery } from '@tanstack/react-query'

import { api, ifMatch, unwrap } from '~/api/client'
import { ApiProblem, isProblem } from '~/api/problem'
import { queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { present } from '~/lib/clock'
import { explain } from '~/lib/explain'
import { useWorkspace } from '~/lib/workspace'
import { AlertDialog, Badge, Button, Checkbox, Field, Form, FormActions, Select, Skeleton, SubmitButton, Textarea, TextField, toast } from '~/ui'

import styles from './company.module.css'
import { type Provider, readCertificates, readRoles, standing, writeRoles } from './model'
import { Requirement, requirementKey } from './Requirement'

const companyKey = (ws: string) => ['company', ws] as const

/** A workspace's own identity provider: what it has to know, what is known of it, and its end. Owners only, but for what is asked of members. */
export function Company() {
  const t = useTexts('company')
  const { can } = useWorkspace()
  if (can('workspace:manage')) return <Owned />
  return (
    <div className={styles['stack']}>
      <p className={styles['soft']}>{t('ownersOnly')}</p>
      {can('members:manage') && <Requirement />}
    </div>
  )
}

function Owned() {
  const t = useTexts('company')
  const { id: ws } = useWorkspace()
  const known = useQuery({ queryKey: companyKey(ws), queryFn: ({ signal }) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/saml', { params: { path: { workspace_id: ws } }, signal })) }).data
  if (known === undefined) return <Skeleton height="40" />
  return (
    <div className={styles['stack']}>
      <p className={styles['soft']}>{t('text')}</p>
      <Ours known={known} />
      <section className={styles['stack']} aria-labelledby="company-theirs">
        <h2 id="company-theirs" className={styles['heading']}>{t('theirs')}</h2>
        {known.configured && <p className={styles['soft']}>{typeof known.last_used_at !== 'string' ? t('unused') : t('used', { date: formatDate(new Date(known.last_used_at), { dateStyle: 'medium', timeStyle: 'short' }) })}</p>}
        <Theirs key={known.version} known={known} />
        {known.configured && <Certificates known={known} />}
      </section>
      <Requirement />
      {known.configured && <Remove known={known} />}
    </div>
  )
}

function Ours({ known }: { known: Provider }) {
  const t = useTexts('company')
  return (
    <section className={styles['stack']} aria-labelledby="company-ours">
      <h2 id="company-ours" className={styles['heading']}>{t('ours')}</h2>
      <p className={styles['soft']}>{t('oursText')}</p>
      <Copied label={t('audience')} text={known.audience_uri} />
      <Copied label={t('acs')} text={known.acs_url} />
      <Copied label={t('metadataUrl')} text={known.metadata_url} {...(known.configured ? {} : { hint: t('metadataUrlHint') })} />
      <Copied label={t('ourMetadata')} text={known.metadata} />
    </section>
  )
}

function Copied({ label, text, hint }: { label: string; text: string; hint?: string }) {
  const t = useTexts('company')
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    toast({ text: t('copied') })
  }
  return (
    <div className={styles['row']}>
      <div className={styles['rowText']}>
        <p className={styles['strong']}>{label}</p>
        <code className={styles['code']} dir="ltr">{text}</code>
        {hint !== undefined && <p className={styles['soft']}>{hint}</p>}
      </div>
      <Button size="sm" icon="copy" aria-label={t('copyOf', { what: label })} onClick={() => void copy()}>{t('common:action.copy')}</Button>
    </div>
  )
}

function Theirs({ known }: { known: Provider }) {
  const t = useTexts('company')
  const { id: ws } = useWorkspace()
  const save = async (values: Record<string, string>) => {
    const roles = readRoles(values['roles'] ?? '')
    if (roles === undefined) throw new ApiProblem({ status: 422, code: 'invalid', fields: [{ field: 'roles', reason: t('rolesWrong') }] })
    const metadata = (values['metadata'] ?? '').trim()
    const source = metadata === ''
      ? { entity_id: (values['entity_id'] ?? '').trim(), sign_on_url: (values['sign_on_url'] ?? '').trim(), certificates: readCertificates(values['certificates'] ?? '') }
      : { metadata }
    try {
      const set = await unwrap(api.PUT('/api/v1/workspaces/{workspace_id}/saml', {
        params: { path: { workspace_id: ws } }, headers: ifMatch(known.version),
        body: {
          ...source, company: (values['company'] ?? '').trim().toLowerCase(), default_role: values['default_role'] as 'member', let_in: values['let_in'] === 'on',
          groups_attribute: (values['groups_attribute'] ?? '').trim(), roles,
        },
      }))
      queryClient.setQueryData(companyKey(ws), set)
      void queryClient.invalidateQueries({ queryKey: requirementKey(ws) })
      toast({ text: t('common:state.saved') })
    } catch (error) {
      // Somebody else has set it in the meantime: what holds now is shown again.
      if (isProblem(error, 'edit-conflict')) void queryClient.invalidateQueries({ queryKey: companyKey(ws) })
      if (isProblem(error, 'invalid')) throw new ApiProblem({ ...error, fields: error.fields.map((one) => ({ ...one, field: one.field.replace(/\[.*/, '') })) })
      throw error
    }
  }
  const pem = (known.certificates ?? []).map((one) => one.pem).join('')
  return (
    <Form label={t('theirs')} onSubmit={save}>
      <TextField label={t('company')} hint={t('companyHint')} name="company" required minLength={2} maxLength={63} autoCapitalize="none" spellCheck={false} autoComplete="off" dir="ltr" defaultValue={known.company} />
      <Field label={t('metadata')} hint={t('metadataHint')} name="metadata"><Textarea name="metadata" rows={4} maxLength={262_144} spellCheck={false} dir="ltr" /></Field>
      <TextField label={t('entityId')} name="entity_id" maxLength={1024} autoCapitalize="none" spellCheck={false} autoComplete="off" dir="ltr" defaultValue={known.entity_id} />
      <TextField label={t('signOn')} name="sign_on_url" maxLength={2048} inputMode="url" autoCapitalize="none" spellCheck={false} autoComplete="off" dir="ltr" defaultValue={known.sign_on_url} />
      <Field label={t('certificates')} hint={t('certificatesHint')} name="certificates"><Textarea name="certificates" rows={4} spellCheck={false} dir="ltr" defaultValue={pem} /></Field>
      <Field label={t('defaultRole')} name="default_role"><Select name="default_role" defaultValue={known.default_role || 'member'} options={(['admin', 'member', 'guest'] as const).map((value) => ({ value, label: t(`common:role.${value}`) }))} /></Field>
      <Checkbox label={t('letIn')} hint={t('letInHint')} name="let_in" defaultChecked={known.let_in} />
      <TextField label={t('groups')} hint={t('groupsHint')} name="groups_attribute" maxLength={200} autoCapitalize="none" spellCheck={false} autoComplete="off" dir="ltr" defaultValue={known.groups_attribute} />
      <Field label={t('roles')} hint={t('rolesHint')} name="roles"><Textarea name="roles" rows={3} spellCheck={false} dir="auto" defaultValue={writeRoles(known.roles ?? [])} /></Field>
      <FormActions><SubmitButton>{t('common:action.save')}</SubmitButton></FormActions>
    </Form>
  )
}

function Certificates({ known }: { known: Provider }) {
  const t = useTexts('company')
  const day = (text: string) => formatDate(new Date(text), { dateStyle: 'medium' })
  return (
    <section className={styles['stack']} aria-labelledby="company-known">
      <h3 id="company-known" className={styles['strong']}>{t('known')}</h3>
      <ul className={styles['rows']}>
        {(known.certificates ?? []).map((one) => {
          const stands = standing(one, present())
          return (
            <li key={one.pem} className={styles['row']}>
              <div className={styles['rowText']}>
                <p className={styles['strong']}><bdi>{one.subject}</bdi> {stands !== 'good' && <Badge tone={stands === 'over' ? 'danger' : 'warning'}>{t(stands)}</Badge>}</p>
                <p className={styles['soft']}>{t('valid', { from: day(one.not_before), until: day(one.not_after) })}</p>
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Remove({ known }: { known: Provider }) {
  const t = useTexts('company')
  const { id: ws } = useWorkspace()
  const remove = async () => {
    try {
      await api.DELETE('/api/v1/workspaces/{workspace_id}/saml', { params: { path: { workspace_id: ws } }, headers: ifMatch(known.version) })
      toast({ text: t('removed') })
    } catch (error) {
      if (!isProblem(error)) throw error
      toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
    }
    await Promise.all([companyKey(ws), requirementKey(ws)].map((queryKey) => queryClient.invalidateQueries({ queryKey })))
  }
  return <div><AlertDialog title={t('removeTitle')} action={t('remove')} danger trigger={<Button variant="danger">{t('remove')}</Button>} onConfirm={() => void remove()}>{t('removeText')}</AlertDialog></div>
}
