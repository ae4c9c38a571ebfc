import { useQuery } from '@tanstack/react-query'

import { api } from '~/api/client'
import { isProblem } from '~/api/problem'
import { type Invitation, invitationsQuery, keys, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { formatAgo } from '~/i18n/format'
import { explain } from '~/lib/explain'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { Badge, Button, Table, toast } from '~/ui'

import styles from './admin.module.css'
import { Invite } from './Invite'

/** Whom the workspace waits for. */
export function Invitations() {
  const t = useTexts('admin')
  const { id: ws } = useWorkspace()
  const now = useNow()
  const list = useQuery(invitationsQuery(ws)).data ?? []
  const act = async (work: Promise<unknown>, said: string) => {
    try {
      await work
      toast({ text: said })
    } catch (error) {
      if (!isProblem(error)) throw error
      toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
    }
    await queryClient.invalidateQueries({ queryKey: keys.invitations(ws) })
  }
  const path = (one: Invitation) => ({ params: { path: { workspace_id: ws, invitation_id: one.id } } })
  return (
    <section className={styles['stack']}>
      <h2 className={styles['heading']}>{t('invitations.title')}</h2>
      <Invite />
      {list.length === 0 ? <p className={styles['soft']}>{t('invitations.none')}</p> : (
        <Table
          label={t('invitations.title')} rows={list} rowKey={(one) => one.id}
          columns={[
            { key: 'email', head: t('invitations.email'), cell: (one) => <bdi className={styles['who']}>{one.email}</bdi> },
            { key: 'role', head: t('members.role'), cell: (one) => <span className={styles['whole']}>{t(`common:role.${one.role}`)}</span> },
            { key: 'expires', head: t('invitations.expires'), wideOnly: true, cell: (one) => (new Date(one.expires_at) > now ? formatAgo(new Date(one.expires_at), now) : <Badge tone="warning">{t('invitations.expired')}</Badge>) },
            {
              key: 'act', head: <span className={styles['hidden']}>{t('members.act')}</span>, end: true,
              cell: (one) => (
                <span className={styles['buttons']}>
                  <Button size="sm" onClick={() => void act(api.POST('/api/v1/workspaces/{workspace_id}/invitations/{invitation_id}/resend', path(one)), t('invitations.resent', { email: one.email }))}>{t('invitations.resend')}</Button>
                  <Button size="sm" onClick={() => void act(api.DELETE('/api/v1/workspaces/{workspace_id}/invitations/{invitation_id}', path(one)), t('invitations.revoked', { email: one.email }))}>{t('invitations.revoke')}</Button>
                </span>
              ),
            },
          ]}
        />
      )}
    </section>
  )
}
