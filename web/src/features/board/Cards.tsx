import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import { Icon } from '~/ui'

import type { Acts } from './acts'
import styles from './board.module.css'
import { CardView } from './CardView'
import type { Looks } from './Column'
import type { Lane } from './model'
import { NewCard } from './NewCard'
import { useColumnDrop } from './useDrag'
import { useCardWindow } from './useWindow'

type Adding = 'top' | 'bottom' | undefined

/** The cards of a column, of which those in sight are drawn. */
export function Cards({ lane, acts, looks, project, adding, onAdd }: { lane: Lane; acts: Acts; looks: Looks; project: string; adding: Adding; onAdd: (where: Adding) => void }) {
  const t = useTexts('board')
  const { can } = useWorkspace()
  const { column, cards } = lane
  const list = useColumnDrop(column.id)
  const { shown, track } = useCardWindow(lane, list, acts)
  const close = () => onAdd(undefined)
  return (
    <div ref={list} className={styles['cards']} data-column={column.id}>
      {adding === 'top' && <NewCard project={project} column={column.id} place="top" onClose={close} />}
      <ul ref={track} className={styles['list']} aria-labelledby={`column-${column.id}`} hidden={cards.length === 0}>
        {shown.map(({ index, start }) => {
          const card = cards[index]
          return card !== undefined && <CardView key={card.id} card={card} index={index} start={start} of={cards.length} acts={acts} looks={looks} />
        })}
      </ul>
      {adding === 'bottom'
        ? <NewCard project={project} column={column.id} place="bottom" onClose={close} />
        : can('tasks:create') && <button type="button" className={styles['add']} onClick={() => onAdd('bottom')}><Icon name="plus" size="sm" />{t('addCard')}</button>}
    </div>
  )
}
