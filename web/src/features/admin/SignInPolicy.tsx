import { useQuery } from '@tanstack/react-query'

import { api, ifMatch, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { present } from '~/lib/clock'
import { useWorkspace } from '~/lib/workspace'
import { Banner, Form, FormActions, RadioGroup, Skeleton, SubmitButton, TextField, toast } from '~/ui'

import styles from './admin.module.css'

const of = ['off', 'admins', 'everyone'] as const
const strengths = ['any', 'passkey'] as const
const policyKey = (ws: string) => ['signInPolicy', ws] as const

/** What the workspace asks of its members' sign-ins; owners set it. */
export function SignInPolicy() {
  const t = useTexts('admin')
  const { id: ws, can } = useWorkspace()
  const path = { params: { path: { workspace_id: ws } } }
  const known = useQuery({ queryKey: policyKey(ws), queryFn: ({ signal }) => unwrap(api.GET('/api/v1/workspaces/{workspace_id}/sign-in-policy', { ...path, signal })) }).data
  if (known === undefined) return <Skeleton height="24" />
  const manages = can('workspace:manage')
  const save = async (values: Record<string, string>) => {
    try {
      const set = await unwrap(api.PUT('/api/v1/workspaces/{workspace_id}/sign-in-policy', {
        ...path, headers: ifMatch(known.version),
        body: { of: values['of'] as typeof of[number], strength: values['strength'] as typeof strengths[number], grace_days: Number(values['grace_days']) },
      }))
      queryClient.setQueryData(policyKey(ws), set)
      toast({ text: t('common:state.saved') })
    } catch (error) {
      // Somebody else has set it in the meantime: what holds now is shown again.
      if (isProblem(error, 'edit-conflict')) void queryClient.invalidateQueries({ queryKey: policyKey(ws) })
      throw error
    }
  }
  const coming = known.from !== undefined && known.from !== null && new Date(known.from) > present()
  return (
    <div className={styles['stack']}>
      <p className={styles['soft']}>{t('signIn.text')}</p>
      {coming && <Banner tone="accent">{t('signIn.coming', { date: formatDate(new Date(known.from ?? 0), { dateStyle: 'full' }) })}</Banner>}
      {manages
        ? (
          <Form key={known.version} label={t('page.signIn')} onSubmit={save}>
            <RadioGroup label={t('signIn.of')} name="of" defaultValue={known.of} options={of.map((value) => ({ value, label: t(`signIn.of_${value}`) }))} />
            <RadioGroup label={t('signIn.strength')} name="strength" defaultValue={known.strength} options={strengths.map((value) => ({ value, label: t(`signIn.strength_${value}`), hint: t(`signIn.hint_${value}`) }))} />
            <TextField label={t('signIn.grace')} hint={t('signIn.graceHint')} name="grace_days" type="number" inputMode="numeric" min={0} max={90} required defaultValue="14" dir="ltr" />
            <FormActions><SubmitButton>{t('common:action.save')}</SubmitButton></FormActions>
          </Form>
          )
        : <p>{known.of === 'off' ? t('signIn.of_off') : `${t(`signIn.of_${known.of}`)}: ${t(`signIn.strength_${known.strength}`)}`} {t('general.ownersOnly')}</p>}
    </div>
  )
}
