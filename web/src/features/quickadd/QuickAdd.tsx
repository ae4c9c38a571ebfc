import { useEffect, useRef } from 'react'

import { useTexts } from '~/i18n'
import { fetched, soonAfter } from '~/lib/later'
import { createStore, useStore } from '~/lib/store'
import { Dialog } from '~/ui'

import { closeQuickAdd, draft } from './draft'
import type { Sheet } from './Sheet'

/** The dialog's inside, once it was fetched. Then it is there at once, without the turn that a lazy component takes. */
const inside = createStore<{ Sheet: typeof Sheet } | undefined>(undefined)

/** The dialog in which tasks are written, from anywhere in a workspace. */
export function QuickAdd() {
  const t = useTexts('quickadd')
  const { open } = useStore(draft)
  const loaded = useStore(inside)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (inside.get() !== undefined) return undefined
    const load = async () => inside.set({ Sheet: (await import('./Sheet')).Sheet })
    if (!open) return soonAfter(load)
    void fetched(load)
    return undefined
  }, [open])
  return (
    <Dialog title={t('title')} plain open={open && loaded !== undefined} onOpenChange={(next) => !next && closeQuickAdd()} initialFocus={field}>
      {loaded !== undefined && <loaded.Sheet field={field} />}
    </Dialog>
  )
}
