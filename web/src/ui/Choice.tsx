import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox'
import { Radio as BaseRadio } from '@base-ui/react/radio'
import { RadioGroup as BaseRadioGroup } from '@base-ui/react/radio-group'
import { Switch as BaseSwitch } from '@base-ui/react/switch'
import { type ReactNode, useId } from 'react'

import { cx } from './cx'
import styles from './form.module.css'
import { Icon } from './icons'

export interface CheckProps { label: ReactNode; hint?: ReactNode; checked?: boolean; defaultChecked?: boolean; indeterminate?: boolean; disabled?: boolean; name?: string; onChange?: (checked: boolean) => void; /** The label is for screen readers only. */ bare?: boolean }

function Beside({ id, label, hint }: { id: string; label: ReactNode; hint: ReactNode }) {
  return (
    <span className={styles['rowText']}>
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <span id={`${id}-hint`} className={styles['hint']}>{hint}</span>}
    </span>
  )
}

function described(id: string, hint: ReactNode): object {
  return hint === undefined ? {} : { 'aria-describedby': `${id}-hint` }
}

export function Checkbox({ label, hint, checked, defaultChecked, indeterminate, disabled, name, onChange, bare }: CheckProps) {
  const id = useId()
  return (
    <span className={styles['row']}>
      <BaseCheckbox.Root
        id={id} className={styles['box'] ?? ''} indeterminate={indeterminate ?? false} disabled={disabled ?? false}
        {...(bare === true && typeof label === 'string' ? { 'aria-label': label } : {})}
        {...(checked === undefined ? {} : { checked })} {...(defaultChecked === undefined ? {} : { defaultChecked })} {...(name === undefined ? {} : { name })} {...described(id, hint)}
        onCheckedChange={(next) => onChange?.(next)}
      >
        <BaseCheckbox.Indicator><Icon name={indeterminate === true ? 'minus' : 'check'} size="sm" /></BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      {bare !== true && <Beside id={id} label={label} hint={hint} />}
    </span>
  )
}

/** For what holds at once; a Checkbox is for what is sent with a form. */
export function Switch({ label, hint, checked, defaultChecked, disabled, name, onChange }: CheckProps) {
  const id = useId()
  return (
    <span className={styles['row']}>
      <BaseSwitch.Root
        id={id} className={styles['switch'] ?? ''} disabled={disabled ?? false}
        {...(checked === undefined ? {} : { checked })} {...(defaultChecked === undefined ? {} : { defaultChecked })} {...(name === undefined ? {} : { name })} {...described(id, hint)}
        onCheckedChange={(next) => onChange?.(next)}
      >
        <BaseSwitch.Thumb className={styles['thumb'] ?? ''} />
      </BaseSwitch.Root>
      <Beside id={id} label={label} hint={hint} />
    </span>
  )
}

export interface Option<V extends string> { value: V; label: string; hint?: string; leading?: ReactNode; disabled?: boolean }

export interface RadioGroupProps<V extends string> { label: string; value?: V; defaultValue?: V; name?: string; options: ReadonlyArray<Option<V>>; onChange?: (value: V) => void }

export function RadioGroup<V extends string>({ label, value, defaultValue, name, options, onChange }: RadioGroupProps<V>) {
  const id = useId()
  return (
    <div className={styles['field']}>
      <span id={id} className={styles['label']}>{label}</span>
      <BaseRadioGroup
        aria-labelledby={id} className={styles['field'] ?? ''} {...(value === undefined ? {} : { value })} {...(defaultValue === undefined ? {} : { defaultValue })} {...(name === undefined ? {} : { name })}
        onValueChange={(next) => onChange?.(next as V)}
      >
        {options.map((option) => (
          <span key={option.value} className={styles['row']}>
            <BaseRadio.Root id={`${id}-${option.value}`} value={option.value} disabled={option.disabled ?? false} className={cx(styles['box'], styles['round'])} {...described(`${id}-${option.value}`, option.hint)}>
              <BaseRadio.Indicator className={styles['bullet'] ?? ''} />
            </BaseRadio.Root>
            <Beside id={`${id}-${option.value}`} label={option.label} hint={option.hint} />
          </span>
        ))}
      </BaseRadioGroup>
    </div>
  )
}
