import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { keys, queryClient, type Role } from '~/data'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { useWorkspace } from '~/lib/workspace'
import { Banner, Field, Form, FormActions, Select, SubmitButton, Textarea } from '~/ui'

import styles from './admin.module.css'
import { addressesIn, grantable } from './model'

interface Refused { email: string; why: string }

/** Invites one or many; who could not be invited stays in the field, with the reason. */
export function Invite() {
  const t = useTexts('admin')
  const { id: ws, role: mine } = useWorkspace()
  const [text, setText] = useState('')
  const [role, setRole] = useState<Role>('member')
  const [sent, setSent] = useState(0)
  const [refused, setRefused] = useState<Refused[]>([])
  const addresses = addressesIn(text)
  const invite = async () => {
    setSent(0)
    const left: Refused[] = []
    let done = 0
    // One after the other: each is a mail, and what fails says for whom.
    for (const email of addresses) {
      try {
        await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/invitations', { params: { path: { workspace_id: ws } }, body: { email, role } }))
        done += 1
      } catch (error) {
        if (!isProblem(error)) throw error
        left.push({ email, why: explain(error) })
      }
    }
    setSent(done)
    setRefused(left)
    setText(left.map((one) => one.email).join('\n'))
    await queryClient.invalidateQueries({ queryKey: keys.invitations(ws) })
  }
  return (
    <Form label={t('invitations.invite')} onSubmit={invite}>
      {sent > 0 && <Banner tone="success" live>{t('invitations.sent', { count: sent })}</Banner>}
      {refused.length > 0 && <Banner tone="danger" live title={t('invitations.refused', { count: refused.length })}><ul>{refused.map((one) => <li key={one.email}><bdi>{one.email}</bdi>: {one.why}</li>)}</ul></Banner>}
      <Field label={t('invitations.addresses')} name="addresses" hint={t('invitations.addressesHint')}>
        <Textarea name="addresses" rows={Math.min(8, Math.max(2, addresses.length))} value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} autoCapitalize="none" dir="ltr" required />
      </Field>
      <div className={styles['line']}>
        <Field label={t('members.role')}><Select label={t('members.role')} value={role} onChange={setRole} options={grantable(mine).map((one) => ({ value: one, label: t(`common:role.${one}`), hint: t(`role.${one}`) }))} /></Field>
        <FormActions><SubmitButton>{addresses.length === 0 ? t('invitations.sendNone') : t('invitations.send', { count: addresses.length })}</SubmitButton></FormActions>
      </div>
    </Form>
  )
}
