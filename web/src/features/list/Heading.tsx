import { useTexts } from '~/i18n'
import { Avatar, type Color, Icon, toneClass } from '~/ui'

import type { Bucket, Group } from './groups'
import styles from './list.module.css'
import type { Names } from './Toolbar'

/** useHeading says in words what a group's key stands for. */
export function useHeading({ columns, members, labels, projects }: Names): (group: Group) => React.ReactNode {
  const t = useTexts('list')
  return ({ by, key }) => {
    switch (by) {
      case 'status': return <bdi>{columns?.find((one) => one.id === key)?.name ?? t('common:state.none')}</bdi>
      case 'project': return <bdi>{projects?.find((one) => one.id === key)?.name ?? t('common:state.none')}</bdi>
      case 'priority': return <><span className={styles['priority']} data-priority={key}><Icon name="priority" /></span>{t(`common:priority.${key as 'low'}`)}</>
      case 'due': return key === '' ? t('bucket.none') : t(`bucket.${key as Exclude<Bucket, ''>}`)
      case 'none': return t('label')
      case 'assignee': {
        const name = members.find((one) => one.user_id === key)?.name ?? t(key === '' ? 'common:person.unassigned' : 'common:person.somebody')
        return <><Avatar id={key} name={name} size="sm" decorative /><bdi>{name}</bdi></>
      }
      case 'label': {
        const label = labels.find((one) => one.id === key)
        return label === undefined ? t('noLabel') : <><span className={`${styles['dot']} ${toneClass(label.color as Color)}`} /><bdi>{label.name}</bdi></>
      }
    }
  }
}
