import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'

import { Kbd } from './Kbd'
import styles from './popup.module.css'

/** Tooltips that follow each other soon show at once. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return <Base.Provider delay={500} closeDelay={0}>{children}</Base.Provider>
}

export interface TooltipProps { text: string; keys?: string; children: ReactElement<Record<string, unknown>> }

/** Says in passing what its child does. What must be known stands on the page instead. */
export function Tooltip({ text, keys, children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className={styles['positioner']}>
          <Base.Popup className={styles['tooltip']}>
            {text}
            {keys !== undefined && <Kbd keys={keys} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
