import { useQuery } from '@tanstack/react-query'

import { api, ifMatch, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { present } from '~/lib/clock'
import { useWorkspace } from '~/lib/workspace'
import { Banner, Checkbox, Form, FormActions, SubmitButton, TextField, toast } from '~/ui'

import styles from './company.module.css'

export const requirementKey = (ws: string) => ['companyRequirement', ws] as const

/** Whether members have to come in by the company's provider. Shown once there is one. */
export function Requirement() {
  const t = useTexts('company')
  const { id: ws } = useWorkspace()
  const path = { params: { path: { workspace_id: ws } } }
  const known = useQuery({ queryKey: requirementKey(ws), queryFn: ({ signal }) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/saml/requirement', { ...path, signal })) }).data
  if (known === undefined || !known.configured) return null
  const save = async (values: Record<string, string>) => {
    try {
      const set = await unwrap(api.PUT('/api/v1/workspaces/{workspace_id}/saml/requirement', {
        ...path, headers: ifMatch(known.version), body: { required: values['required'] === 'on', grace_days: Number(values['grace_days']) },
      }))
      queryClient.setQueryData(requirementKey(ws), set)
      toast({ text: t('common:state.saved') })
    } catch (error) {
      // Somebody else has set it in the meantime: what holds now is shown again.
      if (isProblem(error, 'edit-conflict')) void queryClient.invalidateQueries({ queryKey: requirementKey(ws) })
      throw error
    }
  }
  const from = typeof known.from === 'string' ? new Date(known.from) : undefined
  return (
    <section className={styles['stack']} aria-labelledby="company-required">
      <h2 id="company-required" className={styles['heading']}>{t('required')}</h2>
      <p className={styles['soft']}>{t('requiredText')}</p>
      {from !== undefined && <Banner tone="accent">{t(from > present() ? 'requiredComing' : 'requiredSince', { date: formatDate(from, { dateStyle: 'full' }) })}</Banner>}
      <Form key={known.version} label={t('required')} onSubmit={save}>
        <Checkbox label={t('require')} hint={t('requireHint')} name="required" defaultChecked={from !== undefined} />
        <TextField label={t('grace')} hint={t('graceHint')} name="grace_days" type="number" inputMode="numeric" min={0} max={90} required defaultValue="14" dir="ltr" />
        <FormActions><SubmitButton>{t('common:action.save')}</SubmitButton></FormActions>
      </Form>
    </section>
  )
}
