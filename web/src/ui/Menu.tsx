import { ContextMenu as BaseContext } from '@base-ui/react/context-menu'
import { Menu as Base } from '@base-ui/react/menu'
import { Popover as BasePopover } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'

import { cx } from './cx'
import { Icon, type IconName } from './icons'
import { Kbd } from './Kbd'
import styles from './popup.module.css'

type Element = ReactElement<Record<string, unknown>>
type Align = 'start' | 'center' | 'end'
type Side = 'top' | 'bottom' | 'inline-start' | 'inline-end'

export interface MenuProps { trigger: Element; children: ReactNode; align?: Align; side?: Side; open?: boolean; onOpenChange?: (open: boolean) => void }

/** Commands behind a button. Its children are MenuItem, MenuGroup, MenuSeparator, MenuChoice, Submenu. */
export function Menu({ trigger, children, align = 'start', side = 'bottom', open, onOpenChange }: MenuProps) {
  return (
    <Base.Root {...(open === undefined ? {} : { open })} {...(onOpenChange && { onOpenChange })}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={4} className={styles['positioner']}>
          <Base.Popup className={cx(styles['popup'], styles['menu'])}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** The same commands at the pointer, by the right button or the menu key. */
export function ContextMenu({ children, menu, open, onOpenChange }: { children: Element; menu: ReactNode; open?: boolean; onOpenChange?: (open: boolean) => void }) {
  return (
    <BaseContext.Root {...(open === undefined ? {} : { open })} {...(onOpenChange && { onOpenChange })}>
      <BaseContext.Trigger render={children} />
      <BaseContext.Portal>
        <BaseContext.Positioner className={styles['positioner']}>
          <BaseContext.Popup className={cx(styles['popup'], styles['menu'])}>{menu}</BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  )
}

export interface MenuItemProps { icon?: IconName; leading?: ReactNode; keys?: string; danger?: boolean; disabled?: boolean; onSelect: () => void; children: ReactNode }

export function MenuItem({ icon, leading, keys, danger, disabled, onSelect, children }: MenuItemProps) {
  return (
    <Base.Item className={styles['item']} onClick={onSelect} disabled={disabled ?? false} {...(danger === true ? { 'data-danger': '' } : {})}>
      {icon !== undefined && <Icon name={icon} />}
      {leading}
      <span className={styles['grow']}>{children}</span>
      {keys !== undefined && <Kbd keys={keys} />}
    </Base.Item>
  )
}

/** An item that goes somewhere; `render` is the router's Link. */
export function MenuLink({ icon, leading, render, children }: { icon?: IconName; leading?: ReactNode; render: Element; children: ReactNode }) {
  return (
    <Base.LinkItem className={styles['item']} render={render} closeOnClick>
      {icon !== undefined && <Icon name={icon} />}
      {leading}
      <span className={styles['grow']}>{children}</span>
    </Base.LinkItem>
  )
}

export interface MenuChoiceProps<V extends string> { label: string; value: V; onChange: (value: V) => void; options: ReadonlyArray<{ value: V; label: string; leading?: ReactNode }> }

/** One of several, with a tick at the present one. */
export function MenuChoice<V extends string>({ label, value, onChange, options }: MenuChoiceProps<V>) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next) => onChange(next as V)} aria-label={label}>
      {options.map((option) => (
        <Base.RadioItem key={option.value} value={option.value} className={styles['item']} closeOnClick>
          {option.leading}
          <span className={styles['grow']}>{option.label}</span>
          <span className={styles['tick']}><Base.RadioItemIndicator><Icon name="check" /></Base.RadioItemIndicator></span>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  )
}

export function MenuCheck({ checked, onChange, leading, children }: { checked: boolean; onChange: (checked: boolean) => void; leading?: ReactNode; children: ReactNode }) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={onChange} className={styles['item']}>
      {leading}
      <span className={styles['grow']}>{children}</span>
      <span className={styles['tick']}><Base.CheckboxItemIndicator><Icon name="check" /></Base.CheckboxItemIndicator></span>
    </Base.CheckboxItem>
  )
}

export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return <Base.Group><Base.GroupLabel className={styles['group']}>{label}</Base.GroupLabel>{children}</Base.Group>
}

export function MenuSeparator() {
  return <Base.Separator className={styles['separator']} />
}

export function Submenu({ label, icon, children }: { label: string; icon?: IconName; children: ReactNode }) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={styles['item']}>
        {icon !== undefined && <Icon name={icon} />}
        <span className={styles['grow']}>{label}</span>
        <Icon name="chevronRight" size="sm" />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner side="inline-end" alignOffset={-4} className={styles['positioner']}>
          <Base.Popup className={cx(styles['popup'], styles['menu'])}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  )
}

export interface PopoverProps {
  trigger?: Element
  title?: string
  /** Its name, where no title is shown. */
  label?: string
  children: ReactNode
  align?: Align
  side?: Side
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Where it opens when it has no trigger. */
  anchor?: Element | globalThis.Element | null
  /** Without the padding, for lists. */
  flush?: boolean
}

export function Popover({ trigger, title, label, children, align = 'start', side = 'bottom', open, onOpenChange, anchor, flush }: PopoverProps) {
  return (
    <BasePopover.Root {...(open === undefined ? {} : { open })} {...(onOpenChange && { onOpenChange })}>
      {trigger !== undefined && <BasePopover.Trigger render={trigger} />}
      <BasePopover.Portal>
        <BasePopover.Positioner align={align} side={side} sideOffset={6} className={styles['positioner']} {...(anchor instanceof globalThis.Element ? { anchor } : {})}>
          <BasePopover.Popup className={cx(styles['popup'], flush !== true && styles['pad'])} {...(label === undefined ? {} : { 'aria-label': label })}>
            {title !== undefined && <BasePopover.Title className={styles['heading']}>{title}</BasePopover.Title>}
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  )
}
