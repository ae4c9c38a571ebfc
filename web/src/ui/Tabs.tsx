import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

import styles from './tabs.module.css'

export interface TabsProps<V extends string> { label: string; value?: V; onChange?: (value: V) => void; tabs: ReadonlyArray<{ value: V; label: ReactNode; content: ReactNode }> }

/** Parts of one page; pages of their own are links. */
export function Tabs<V extends string>({ label, value, onChange, tabs }: TabsProps<V>) {
  return (
    <Base.Root {...(value === undefined ? { defaultValue: tabs[0]?.value } : { value })} onValueChange={(next) => onChange?.(next as V)}>
      <Base.List aria-label={label} className={styles['list'] ?? ''}>
        {tabs.map((tab) => <Base.Tab key={tab.value} value={tab.value} className={styles['tab'] ?? ''}>{tab.label}</Base.Tab>)}
      </Base.List>
      {tabs.map((tab) => <Base.Panel key={tab.value} value={tab.value} className={styles['panel'] ?? ''}>{tab.content}</Base.Panel>)}
    </Base.Root>
  )
}
