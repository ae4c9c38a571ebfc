import type { ReactNode } from 'react'

import type { BoardColumn, Label, Member, Project, TaskFilter } from '~/data'
import { useTexts } from '~/i18n'
import { useNow } from '~/lib/now'
import { addDays, dayOf, zoneHere } from '~/lib/zone'
import { Button, Icon, Menu, MenuChoice, MenuGroup, MenuSeparator, Submenu } from '~/ui'

import type { FilterName } from './address'
import { type Grouping, groupings, naturalOrder, priorities, type Sorting, sortings } from './groups'
import styles from './list.module.css'
import type { Address } from './useAddress'

export interface Names { columns?: readonly BoardColumn[] | undefined; members: readonly Member[]; labels: readonly Label[]; projects?: readonly Project[] | undefined }

/** What a list asks for: its filters as chips, and how it is grouped and sorted. */
export function Toolbar({ address, names, groups, sorts, children }: { address: Address; names: Names; groups?: readonly Grouping[]; sorts?: readonly Sorting[]; children?: ReactNode }) {
  return (
    <div className={styles['toolbar']}>
      {children}
      <AddFilter address={address} names={names} />
      <Chips address={address} names={names} />
      <span className={styles['gap']} />
      <Arrange address={address} groups={groups ?? groupings.filter((one) => one !== 'project')} sorts={sorts ?? sortings} />
    </div>
  )
}

interface Choice { value: string; label: string }

/** useChoices are the values of each filter, by what people call them. */
function useChoices({ columns, members, labels, projects }: Names): Array<{ name: FilterName; title: string; choices: Choice[] }> {
  const t = useTexts('list')
  const today = dayOf(useNow(), zoneHere())
  const filters: Array<{ name: FilterName; title: string; choices: Choice[] }> = [
    { name: 'project', title: t('group.project'), choices: (projects ?? []).map((one) => ({ value: one.id, label: one.name })) },
    { name: 'status', title: t('group.status'), choices: (columns ?? []).map((one) => ({ value: one.id, label: one.name })) },
    { name: 'assignee', title: t('group.assignee'), choices: [{ value: 'me', label: t('common:person.you') }, { value: 'none', label: t('common:person.unassigned') }, ...members.map((one) => ({ value: one.user_id, label: one.name }))] },
    { name: 'label', title: t('group.label'), choices: labels.map((one) => ({ value: one.id, label: one.name })) },
    { name: 'priority', title: t('group.priority'), choices: priorities.map((one) => ({ value: one, label: t(`common:priority.${one}`) })) },
    { name: 'due_before', title: t('filter.dueUntil'), choices: [{ value: addDays(today, 1), label: t('bucket.today') }, { value: addDays(today, 2), label: t('bucket.tomorrow') }, { value: addDays(today, 8), label: t('filter.sevenDays') }] },
    { name: 'overdue', title: t('bucket.overdue'), choices: [{ value: 'true', label: t('filter.onlyOverdue') }] },
    { name: 'completed', title: t('filter.state'), choices: [{ value: 'false', label: t('filter.open') }, { value: 'true', label: t('filter.done') }] },
  ]
  return filters.filter((one) => one.choices.length > 0)
}

const valueOf = (filter: TaskFilter, name: FilterName) => (filter[name] === undefined ? '' : String(filter[name]))

function AddFilter({ address, names }: { address: Address; names: Names }) {
  const t = useTexts('list')
  const filters = useChoices(names)
  return (
    <Menu trigger={<Button size="sm" variant="ghost" icon="filter">{t('filter.title')}</Button>}>
      {filters.map(({ name, title, choices }) => (
        <Submenu key={name} label={title}>
          <MenuChoice label={title} value={valueOf(address.filter, name)} options={choices} onChange={(value) => address.set({ [name]: value })} />
        </Submenu>
      ))}
    </Menu>
  )
}

function Chips({ address, names }: { address: Address; names: Names }) {
  const t = useTexts('list')
  const chips = useChoices(names).flatMap(({ name, title, choices }) => {
    const value = valueOf(address.filter, name)
    return value === '' ? [] : [{ name, title, value: choices.find((one) => one.value === value)?.label ?? value }]
  })
  return chips.map(({ name, title, value }) => (
    <button key={name} type="button" className={styles['chip']} aria-label={t('filter.remove', { filter: `${title}: ${value}` })} onClick={() => address.set({ [name]: undefined })}>
      {name === 'overdue' ? title : <>{title}: <bdi>{value}</bdi></>}
      <Icon name="close" size="sm" />
    </button>
  ))
}

function Arrange({ address, groups, sorts }: { address: Address; groups: readonly Grouping[]; sorts: readonly Sorting[] }) {
  const t = useTexts('list')
  if (groups.length + sorts.length === 0) return undefined
  return (
    <Menu align="end" trigger={<Button size="sm" variant="ghost" icon="sort">{t('arrange')}</Button>}>
      <MenuGroup label={t('group.title')}>
        <MenuChoice label={t('group.title')} value={address.group} options={groups.map((value) => ({ value, label: t(`group.${value}`) }))} onChange={(group) => address.set({ group })} />
      </MenuGroup>
      <MenuSeparator />
      <MenuGroup label={t('sort.by')}>
        <MenuChoice label={t('sort.by')} value={address.sort} options={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))} onChange={(sort) => address.set({ sort, order: naturalOrder[sort] })} />
      </MenuGroup>
      <MenuSeparator />
      <MenuChoice label={t('sort.order')} value={address.order} options={[{ value: 'asc', label: t('sort.asc') }, { value: 'desc', label: t('sort.desc') }]} onChange={(order) => address.set({ order })} />
    </Menu>
  )
}
