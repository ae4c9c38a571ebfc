import { useQuery } from '@tanstack/react-query'

import { api, ifMatch } from '~/api/client'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Select } from '~/ui'

import { act } from './act'
import styles from './provisioning.module.css'
import { type Group, groupsQuery } from './queries'

const stands = ['none', 'admin', 'member', 'guest'] as const
type Stands = (typeof stands)[number]

/** The provider's groups, and which role each stands for. */
export function Groups() {
  const t = useTexts('provisioning')
  const { id: ws } = useWorkspace()
  const list = useQuery(groupsQuery(ws)).data ?? []
  return (
    <section className={styles['stack']} aria-labelledby="provisioned-groups">
      <h2 id="provisioned-groups" className={styles['heading']}>{t('groups')}</h2>
      <p className={styles['soft']}>{t(list.length === 0 ? 'noGroups' : 'groupsText')}</p>
      <ul className={styles['rows']}>{list.map((one) => <Row key={one.id} group={one} />)}</ul>
    </section>
  )
}

function Row({ group }: { group: Group }) {
  const t = useTexts('provisioning')
  const { id: ws } = useWorkspace()
  const label = t('roleOf', { name: group.display_name })
  const map = (to: Stands) => act(ws, () => api.PATCH('/api/v1/workspaces/{workspace_id}/provisioning/groups/{group_id}', {
    params: { path: { workspace_id: ws, group_id: group.id } }, headers: ifMatch(group.version), body: { role: to === 'none' ? '' : to },
  }), t('mapped', { name: group.display_name }))
  return (
    <li className={styles['row']}>
      <div className={styles['rowText']}>
        <p className={styles['strong']}><bdi>{group.display_name}</bdi></p>
        <p className={styles['soft']}>{t('members', { count: group.members })}</p>
      </div>
      <Select label={label} value={group.role === '' ? 'none' : group.role as Stands} onChange={(to) => void map(to)} options={stands.map((value) => ({ value, label: value === 'none' ? t('noRole') : t(`common:role.${value}`) }))} />
    </li>
  )
}
