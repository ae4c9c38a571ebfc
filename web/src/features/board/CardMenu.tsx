import { use } from 'react'

import type { Rights } from '~/features/list'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { MenuItem, MenuSeparator } from '~/ui'

import type { Acts } from './acts'
import { Lanes, useDesk, useTargets } from './desk'
import { cardAt } from './model'

/** The same verbs as by the keys, for the pointer. */
export function CardMenu({ acts, rights }: { acts: Acts; rights: Rights }) {
  const t = useTexts('list')
  const { can } = useWorkspace()
  const { focused, selected } = useDesk(acts.desk, (now) => now)
  const card = cardAt(use(Lanes), focused)
  const targets = useTargets(acts.desk)
  if (card === undefined) return undefined
  const cards = selected.has(card.id) ? targets : [card]
  return (
    <>
      <MenuItem icon="peek" keys="enter" onSelect={() => acts.open(card)}>{t('common:action.open')}</MenuItem>
      {cards.some(rights.finish) && <MenuItem icon="check" keys="mod+enter" onSelect={() => acts.complete(cards)}>{t(card.completed_at === null ? 'common:action.done' : 'reopen')}</MenuItem>}
      {cards.some(rights.edit) && (
        <>
          <MenuItem icon="edit" keys="e" onSelect={() => acts.edit(card.id)}>{t('verb.edit')}</MenuItem>
          <MenuSeparator />
          <MenuItem icon="board" keys="s" onSelect={() => acts.pick(card.id, 'status')}>{t('verb.status')}</MenuItem>
          <MenuItem icon="user" keys="a" onSelect={() => acts.pick(card.id, 'assignee')}>{t('verb.assignee')}</MenuItem>
          <MenuItem icon="priority" keys="p" onSelect={() => acts.pick(card.id, 'priority')}>{t('verb.priority')}</MenuItem>
          <MenuItem icon="tag" keys="l" onSelect={() => acts.pick(card.id, 'label')}>{t('verb.label')}</MenuItem>
          <MenuItem icon="calendar" keys="d" onSelect={() => acts.pick(card.id, 'due')}>{t('verb.due')}</MenuItem>
          <MenuItem icon="repeat" keys="r" onSelect={() => acts.pick(card.id, 'repeat')}>{t('verb.repeat')}</MenuItem>
        </>
      )}
      {can('tasks:delete') && (
        <>
          <MenuSeparator />
          <MenuItem icon="trash" keys="Delete" danger onSelect={() => acts.remove(cards)}>{t('verb.delete')}</MenuItem>
        </>
      )}
    </>
  )
}
