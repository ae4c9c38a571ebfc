import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, ifMatch } from '~/api/client'
import { isProblem } from '~/api/problem'
import { keys, type Member, membersQuery, meQuery, queryClient, run, setRole } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { explain } from '~/lib/explain'
import { useWorkspace } from '~/lib/workspace'
import { AlertDialog, Avatar, Badge, type ColumnOf, IconButton, Select, Skeleton, Table, TextField, toast } from '~/ui'

import styles from './admin.module.css'
import { Invitations } from './Invitations'
import { grantable, matchesText } from './model'

/** Past this many a list is searched, not read. */
const many = 10

export function Members() {
  const t = useTexts('admin')
  const { id: ws, can } = useWorkspace()
  const members = useQuery(membersQuery(ws)).data
  const [search, setSearch] = useState('')
  const columns = useColumns()
  if (members === undefined) return <Skeleton height="40" />
  const shown = members.filter(({ name, email }) => matchesText(search, name, email))
  return (
    <div className={styles['stack']}>
      {members.length > many && <TextField label={t('members.search')} type="search" value={search} onChange={(event) => setSearch(event.target.value)} autoComplete="off" />}
      <p role="status" className={styles['soft']}>{t('members.count', { count: shown.length })}</p>
      <Table label={t('page.members')} rows={shown} rowKey={(one) => one.user_id} columns={columns} />
      {can('members:manage') && <Invitations />}
    </div>
  )
}

function useColumns(): Array<ColumnOf<Member>> {
  const t = useTexts('admin')
  const { role: mine, can } = useWorkspace()
  const me = useQuery(meQuery()).data?.id
  const mayTouch = (one: Member) => can('members:manage') && !one.service_account && one.user_id !== me && grantable(mine).includes(one.role)
  return [
    {
      key: 'name', head: t('members.name'),
      cell: (one) => (
        <span className={styles['person']}>
          <Avatar id={one.user_id} name={one.name} size="sm" decorative />
          <span className={styles['who']}><bdi>{one.name}</bdi> {one.user_id === me && <Badge tone="accent">{t('common:person.you')}</Badge>}{one.service_account && <Badge>{t('members.service')}</Badge>}{one.email !== undefined && <bdi className={styles['soft']}>{one.email}</bdi>}</span>
        </span>
      ),
    },
    { key: 'role', head: t('members.role'), cell: (one) => (mayTouch(one) ? <RoleSelect member={one} /> : <span className={styles['whole']}>{t(`common:role.${one.role}`)}</span>) },
    { key: 'since', head: t('members.since'), wideOnly: true, cell: (one) => <time dateTime={one.created_at}>{formatDate(new Date(one.created_at))}</time> },
    ...(can('members:manage') ? [{ key: 'act', head: <span className={styles['hidden']}>{t('members.act')}</span>, end: true, cell: (one: Member) => mayTouch(one) && <Remove member={one} /> }] : []),
  ]
}

function RoleSelect({ member }: { member: Member }) {
  const t = useTexts('admin')
  const { id: ws, role: mine } = useWorkspace()
  return (
    <Select
      label={t('members.roleOf', { name: member.name })} value={member.role} options={grantable(mine).map((role) => ({ value: role, label: t(`common:role.${role}`), hint: t(`role.${role}`) }))}
      onChange={(role) => role !== member.role && void run(setRole.with({ ws, id: member.user_id, role }))}
    />
  )
}

function Remove({ member }: { member: Member }) {
  const t = useTexts('admin')
  const { id: ws } = useWorkspace()
  const remove = async () => {
    try {
      await api.DELETE('/api/v1/workspaces/{workspace_id}/members/{user_id}', { params: { path: { workspace_id: ws, user_id: member.user_id } }, headers: ifMatch(member.version) })
      toast({ text: t('members.removed', { name: member.name }) })
    } catch (error) {
      if (!isProblem(error)) throw error
      toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
    }
    await queryClient.invalidateQueries({ queryKey: keys.members(ws) })
  }
  return (
    <AlertDialog title={t('members.removeTitle', { name: member.name })} action={t('members.remove')} danger trigger={<IconButton icon="trash" size="sm" label={t('members.removeOf', { name: member.name })} />} onConfirm={() => void remove()}>
      {t('members.removeText')}
    </AlertDialog>
  )
}
