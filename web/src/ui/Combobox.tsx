import { Combobox as Base } from '@base-ui/react/combobox'
import type { ReactNode } from 'react'

import type { Option } from './Choice'
import { cx } from './cx'
import form from './form.module.css'
import { Icon } from './icons'
import styles from './popup.module.css'

interface Shared<V extends string> { options: ReadonlyArray<Option<V>>; label?: string; placeholder?: string; /** Said when nothing fits what was typed. */ empty: string; disabled?: boolean }

function List<V extends string>({ empty }: { empty: ReactNode }) {
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={4} className={styles['positioner'] ?? ''}>
        <Base.Popup className={cx(styles['popup'], form['full'])}>
          <Base.Empty className={form['noMatch'] ?? ''}>{empty}</Base.Empty>
          <Base.List className={form['list'] ?? ''}>
            {(option: Option<V>) => (
              <Base.Item key={option.value} value={option} className={styles['item'] ?? ''}>
                {option.leading}
                <span className={styles['grow']}>{option.label}</span>
                <span className={styles['tick']}><Base.ItemIndicator><Icon name="check" /></Base.ItemIndicator></span>
              </Base.Item>
            )}
          </Base.List>
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  )
}

const byValue = <V extends string>(a: Option<V> | null, b: Option<V> | null) => a?.value === b?.value

/** One of many, found by typing. */
export function Combobox<V extends string>({ options, value, onChange, label, placeholder, empty, disabled }: Shared<V> & { value: V | null; onChange: (value: V | null) => void }) {
  return (
    <Base.Root
      items={options as Array<Option<V>>} value={options.find((one) => one.value === value) ?? null} isItemEqualToValue={byValue}
      disabled={disabled ?? false} onValueChange={(next: Option<V> | null) => onChange(next?.value ?? null)}
    >
      <Base.Input className={form['control'] ?? ''} placeholder={placeholder} {...(label === undefined ? {} : { 'aria-label': label })} />
      <List<V> empty={empty} />
    </Base.Root>
  )
}

/** Several of many, found by typing and shown as chips. */
export function MultiCombobox<V extends string>({ options, value, onChange, label, placeholder, empty, disabled, chip }: Shared<V> & { value: V[]; onChange: (value: V[]) => void; chip?: (option: Option<V>) => ReactNode }) {
  return (
    <Base.Root
      multiple items={options as Array<Option<V>>} value={options.filter((one) => value.includes(one.value))} isItemEqualToValue={byValue}
      disabled={disabled ?? false} onValueChange={(next: Array<Option<V>>) => onChange(next.map((one) => one.value))}
    >
      <Base.Chips className={cx(form['control'], form['chips'])}>
        <Base.Value>
          {(chosen: Array<Option<V>>) => chosen.map((option) => <Base.Chip key={option.value} aria-label={option.label}>{chip?.(option) ?? option.label}</Base.Chip>)}
        </Base.Value>
        <Base.Input placeholder={placeholder} {...(label === undefined ? {} : { 'aria-label': label })} />
      </Base.Chips>
      <List<V> empty={empty} />
    </Base.Root>
  )
}
