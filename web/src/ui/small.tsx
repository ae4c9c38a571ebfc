import { Progress } from '@base-ui/react/progress'
import type { ReactNode } from 'react'

import { cx } from './cx'
import { Icon, type IconName } from './icons'
import styles from './small.module.css'

export type Tone = 'neutral' | 'accent' | 'danger' | 'warning' | 'success'
export const colors = ['gray', 'red', 'orange', 'amber', 'yellow', 'lime', 'green', 'teal', 'cyan', 'blue', 'purple', 'pink'] as const
export type Color = (typeof colors)[number]

/** toneClass sets `--tone` to one of the twelve label colours. */
export function toneClass(color: Color): string {
  return styles[`tone-${color}`] ?? ''
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toLocaleUpperCase()
}

/** colorOf gives the same thing the same colour everywhere. */
export function colorOf(id: string): Color {
  let sum = 0
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997
  return colors[1 + (sum % (colors.length - 1))] ?? 'gray'
}

export interface AvatarProps {
  /** '' for nobody. */
  id: string
  name: string
  size?: 'sm' | 'md' | 'lg'
  /** Where the name stands beside it already. */
  decorative?: boolean
}

export function Avatar({ id, name, size = 'md', decorative }: AvatarProps) {
  const named = decorative === true ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name }
  return (
    <span {...named} title={decorative === true ? undefined : name} data-size={size} className={cx(styles['avatar'], id === '' ? styles['nobody'] : toneClass(colorOf(id)))}>
      {id === '' ? <Icon name="user" size="sm" /> : initials(name)}
    </span>
  )
}

export function Badge({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return <span data-tone={tone} className={styles['badge']}>{icon !== undefined && <Icon name={icon} size="sm" />}{children}</span>
}

export function LabelChip({ name, color, dot }: { name: string; color: Color; dot?: boolean }) {
  return (
    <span className={cx(styles['chip'], toneClass(color))} title={name}>
      {dot === true && <span className={styles['dot']} />}
      <bdi className={styles['chipText']}>{name}</bdi>
    </span>
  )
}

export interface SkeletonProps { width?: '25' | '50' | '75' | '100'; height?: 'line' | '8' | '12' | '16' | '24' | '40' }

/** Keeps the place of what is on its way, at the size that it will have. */
export function Skeleton({ width = '100', height = 'line' }: SkeletonProps) {
  return <span aria-hidden className={cx(styles['skeleton'], height === 'line' ? styles['line'] : styles[`h${height}`], styles[`w${width}`])} />
}

export interface EmptyStateProps { icon?: IconName; title: string; children?: ReactNode; actions?: ReactNode; /** It is all that the page shows: its title is the page's. */ whole?: boolean }

export function EmptyState({ icon, title, children, actions, whole }: EmptyStateProps) {
  const Title = whole === true ? 'h1' : 'h2'
  return (
    <div className={styles['empty']}>
      {icon !== undefined && <span className={styles['emptyIcon']}><Icon name={icon} size="lg" /></span>}
      <Title className={styles['emptyTitle']}>{title}</Title>
      {children !== undefined && <p>{children}</p>}
      {actions !== undefined && <div className={styles['emptyActions']}>{actions}</div>}
    </div>
  )
}

const bannerIcons: Record<Tone, IconName> = { neutral: 'info', accent: 'info', danger: 'error', warning: 'warning', success: 'check' }

export interface BannerProps { tone?: Tone; title?: string; children?: ReactNode; actions?: ReactNode; /** Spoken when it appears. */ live?: boolean }

export function Banner({ tone = 'neutral', title, children, actions, live }: BannerProps) {
  return (
    <div data-tone={tone} className={styles['banner']} {...(live === true ? { role: tone === 'danger' ? 'alert' : 'status' } : {})}>
      <Icon name={bannerIcons[tone]} />
      <div className={styles['bannerText']}>
        {title !== undefined && <p className={styles['bannerTitle']}>{title}</p>}
        {children}
      </div>
      {actions}
    </div>
  )
}

export function ProgressBar({ label, value, max = 100 }: { label: string; value: number; max?: number }) {
  return (
    <Progress.Root value={value} max={max} aria-label={label}>
      <Progress.Track className={styles['track']}><Progress.Indicator className={styles['indicator']} /></Progress.Track>
    </Progress.Root>
  )
}

/** For screen readers only. */
export function VisuallyHidden({ children }: { children: ReactNode }) {
  return <span className={styles['hidden']}>{children}</span>
}
