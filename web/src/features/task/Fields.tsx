import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'

import { all, type Card, columnsQuery, type Invocation, labelsQuery, membersQuery, moveTask, run, type Task, updateTask } from '~/data'
import { Pick, type PickProps, useDueText, useRuleText } from '~/features/list'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { useCommands } from '~/lib/commands'
import { useNow } from '~/lib/now'
import { isOverdue, zoneHere } from '~/lib/zone'
import { Avatar, type Color, cx, LabelChip, VisuallyHidden } from '~/ui'

import styles from './task.module.css'

type Choice = PickProps['what']

/** What a task is, beside what it says; each is changed where it stands or by its key. */
export function Fields({ ws, task, editable }: { ws: string; task: Task; editable: boolean }) {
  const t = useTexts('list')
  const box = useRef<HTMLElement>(null)
  const now = useNow()
  const dueText = useDueText()
  const ruleText = useRuleText()
  const [picking, setPicking] = useState<Choice>()
  const columns = useQuery(columnsQuery(ws, task.project_id)).data
  const members = useQuery(membersQuery(ws)).data ?? []
  const labels = useQuery(labelsQuery(ws)).data ?? []
  const member = members.find((one) => one.user_id === task.assignee_id)
  const held = task.labels.flatMap((id) => labels.find((one) => one.id === id) ?? [])
  const late = task.due !== null && task.completed_at === null && isOverdue(task.due, now, zoneHere())
  const together = (list: Invocation[]) => list.length > 0 && void run(all(list))
  const acts = {
    targets: [task] as readonly Card[],
    close: () => setPicking(undefined),
    change: (cards: readonly Card[], fields: (card: Card) => Parameters<typeof updateTask.with>[0]['fields']) => together(cards.map((one) => updateTask.with({ ws, id: one.id, fields: fields(one) }))),
    move: (cards: readonly Card[], column: string) => together(cards.filter((one) => one.column_id !== column).map(({ id }) => moveTask.with({ ws, id, column, spot: { position: 'bottom' } }))),
  }
  const rows: Array<{ what: Choice; keys: string; value: ReactNode; name: string }> = [
    { what: 'status', keys: 'S', name: t('group.status'), value: <bdi>{columns?.find((one) => one.id === task.column_id)?.name}</bdi> },
    { what: 'assignee', keys: 'A', name: t('group.assignee'), value: member === undefined ? t('common:person.unassigned') : <><Avatar id={member.user_id} name={member.name} size="sm" decorative /><bdi>{member.name}</bdi></> },
    { what: 'priority', keys: 'P', name: t('group.priority'), value: t(`common:priority.${task.priority}`) },
    { what: 'due', keys: 'D', name: t('group.due'), value: task.due === null ? t('common:date.none') : <span className={cx(late && styles['late'])}>{dueText(task.due, now, true)}</span> },
    { what: 'repeat', keys: 'R', name: t('group.repeat'), value: task.repeat === null ? t('repeat.none') : ruleText(task.repeat.rule) },
    { what: 'label', keys: 'L', name: t('group.label'), value: held.length === 0 ? t('common:state.none') : held.map((one) => <LabelChip key={one.id} name={one.name} color={one.color as Color} />) },
  ]
  useCommands(rows.map(({ what, keys }) => ({ id: `task.${what}`, title: `list:verb.${what}`, keys, group: 'task' as const, when: () => editable, run: () => setPicking(what) })))
  return (
    <aside ref={box} className={styles['fields']}>
      <dl className={styles['list']}>
        {rows.map(({ what, name, value }) => (
          <div key={what} className={styles['field']}>
            <dt>{name}</dt>
            <dd>{editable ? <button type="button" className={styles['value']} onClick={() => setPicking(what)}><VisuallyHidden>{name} </VisuallyHidden>{value}</button> : <span className={styles['value']}>{value}</span>}</dd>
          </div>
        ))}
        <div className={styles['field']}><dt>{t('sort.created')}</dt><dd className={styles['value']}><time dateTime={task.created_at} title={formatDate(new Date(task.created_at), { dateStyle: 'full', timeStyle: 'long' })}>{formatDate(new Date(task.created_at))}</time></dd></div>
      </dl>
      {picking !== undefined && <Pick what={picking} acts={acts} looks={{ members, labels }} anchor={box} />}
    </aside>
  )
}
