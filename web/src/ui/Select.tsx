import { Select as Base } from '@base-ui/react/select'
import type { ReactElement } from 'react'

import type { Option } from './Choice'
import { cx } from './cx'
import form from './form.module.css'
import { Icon } from './icons'
import styles from './popup.module.css'

export interface SelectProps<V extends string> {
  options: ReadonlyArray<Option<V>>
  value?: V
  defaultValue?: V
  onChange?: (value: V) => void
  name?: string
  /** Its accessible name, where it stands in no Field. */
  label?: string
  placeholder?: string
  disabled?: boolean
  /** Another look for what opens it. */
  trigger?: ReactElement<Record<string, unknown>>
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** One of a few, by its first letters too. */
export function Select<V extends string>({ options, value, defaultValue, onChange, name, label, placeholder, disabled, trigger, open, onOpenChange }: SelectProps<V>) {
  const items = options.map((option) => ({ value: option.value, label: option.label }))
  return (
    <Base.Root
      items={items} {...(value === undefined ? {} : { value })} {...(defaultValue === undefined ? {} : { defaultValue })} {...(name === undefined ? {} : { name })}
      {...(open === undefined ? {} : { open })} {...(onOpenChange && { onOpenChange })}
      disabled={disabled ?? false} onValueChange={(next) => next !== null && onChange?.(next as V)}
    >
      <Base.Trigger className={trigger === undefined ? cx(form['control'], form['trigger']) : ''} {...(trigger && { render: trigger })} {...(label === undefined ? {} : { 'aria-label': label })}>
        <Base.Value className={form['value'] ?? ''} placeholder={placeholder} />
        {trigger === undefined && <Icon name="chevronDown" size="sm" />}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className={styles['positioner'] ?? ''}>
          <Base.Popup className={cx(styles['popup'], styles['menu'], form['full'])}>
            <Base.List>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} disabled={option.disabled ?? false} className={styles['item'] ?? ''}>
                  {option.leading}
                  <Base.ItemText className={styles['grow'] ?? ''}>{option.label}</Base.ItemText>
                  <span className={styles['tick']}><Base.ItemIndicator><Icon name="check" /></Base.ItemIndicator></span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
