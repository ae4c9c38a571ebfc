import type { ComponentPropsWithRef, ReactNode } from 'react'

import styles from './button.module.css'
import { cx } from './cx'
import { Icon, type IconName } from './icons'
import { Tooltip } from './Tooltip'

type Variant = 'primary' | 'secondary' | 'ghost' | 'danger'
type Size = 'sm' | 'md' | 'lg'

export interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'style'> {
  variant?: Variant
  size?: Size
  icon?: IconName
  /** As wide as what holds it. */
  wide?: boolean
  /** At work: keeps its place and focus, and takes no second click. */
  busy?: boolean
}

export function Button({ variant = 'secondary', size = 'md', icon, wide, busy, className, children, onClick, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={busy === true ? true : rest['aria-disabled']}
      aria-busy={busy}
      className={cx(styles['button'], styles[variant], styles[size], wide && styles['wide'], className)}
      onClick={(event) => {
        if (busy === true) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'style' | 'aria-label' | 'children'> {
  icon: IconName
  /** What it does: its accessible name and its tooltip. */
  label: string
  keys?: string
  variant?: Variant
  size?: Size
  badge?: ReactNode
}

export function IconButton({ icon, label, keys, variant = 'ghost', size = 'md', badge, className, type = 'button', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(keys === undefined ? {} : { keys })}>
      <button {...rest} type={type} aria-label={label} className={cx(styles['button'], styles['square'], styles[variant], styles[size], className)}>
        <Icon name={icon} />
        {badge}
      </button>
    </Tooltip>
  )
}

/** The look of a link; the router's Link takes it as a class. */
export const linkClass = styles['link'] ?? ''

/** The look of a button for what is a link. */
export function buttonClass(variant: Variant = 'secondary', size: Size = 'md'): string {
  return cx(styles['button'], styles[variant], styles[size])
}

/** A link to another site, which gets no word of where it was found. */
export function ExternalLink({ href, children }: { href: string; children: ReactNode }) {
  return <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc" className={linkClass}>{children}</a>
}
