import { AlertDialog as BaseAlert } from '@base-ui/react/alert-dialog'
import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactElement, ReactNode, RefObject } from 'react'

import { useTexts } from '~/i18n'

import { Button, IconButton } from './Button'
import { cx } from './cx'
import styles from './dialog.module.css'

type Focus = RefObject<HTMLElement | null>

export interface DialogProps {
  title: string
  description?: ReactNode
  children: ReactNode
  /** Buttons at the end, the main one last. */
  actions?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  trigger?: ReactElement<Record<string, unknown>>
  size?: 'sm' | 'md' | 'lg'
  /** The title is for screen readers only. */
  plain?: boolean
  /** Stays open until something in it is chosen. */
  insistent?: boolean
  initialFocus?: Focus
  finalFocus?: Focus
}

/** A modal dialog: the page behind it waits, Escape closes it, and focus goes back to where it came from. */
export function Dialog({ title, description, children, actions, open, onOpenChange, trigger, size = 'md', plain, insistent, initialFocus, finalFocus }: DialogProps) {
  const t = useTexts()
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      disablePointerDismissal={insistent === true}
      onOpenChange={(next, details) => {
        if (insistent === true && details.reason === 'escape-key') details.cancel()
        else onOpenChange?.(next)
      }}
    >
      {trigger !== undefined && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className={styles['backdrop']} />
        <Base.Viewport className={styles['viewport']}>
          <Base.Popup className={cx(styles['popup'], styles[size])} {...(initialFocus && { initialFocus })} {...(finalFocus && { finalFocus })}>
            <div className={cx(styles['head'], plain === true && styles['plain'])}>
              <Base.Title className={styles['title']}>{title}</Base.Title>
              {insistent !== true && plain !== true && <Base.Close render={<IconButton icon="close" label={t('action.close')} size="sm" />} />}
            </div>
            {description !== undefined && <Base.Description className={styles['description']}>{description}</Base.Description>}
            <div className={cx(styles['body'], plain === true && styles['bare'])}>{children}</div>
            {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}

export interface AlertDialogProps {
  title: string
  children?: ReactNode
  /** What the button says, as a verb: "Delete", not "OK". */
  action: string
  danger?: boolean
  busy?: boolean
  onConfirm: () => void
  open?: boolean
  onOpenChange?: (open: boolean) => void
  trigger?: ReactElement<Record<string, unknown>>
}

/** Asks before what can't be taken back. What can be taken back is done at once, with Undo. */
export function AlertDialog({ title, children, action, danger, busy, onConfirm, open, onOpenChange, trigger }: AlertDialogProps) {
  const t = useTexts()
  return (
    <BaseAlert.Root {...(open === undefined ? {} : { open })} {...(onOpenChange && { onOpenChange })}>
      {trigger !== undefined && <BaseAlert.Trigger render={trigger} />}
      <BaseAlert.Portal>
        <BaseAlert.Backdrop className={styles['backdrop']} />
        <BaseAlert.Viewport className={styles['viewport']}>
          <BaseAlert.Popup className={cx(styles['popup'], styles['sm'])}>
            <div className={styles['head']}><BaseAlert.Title className={styles['title']}>{title}</BaseAlert.Title></div>
            {children !== undefined && <BaseAlert.Description render={<div />} className={styles['description']}>{children}</BaseAlert.Description>}
            <div className={styles['actions']}>
              <BaseAlert.Close render={<Button>{t('action.cancel')}</Button>} />
              <BaseAlert.Close render={<Button variant={danger === true ? 'danger' : 'primary'} busy={busy ?? false}>{action}</Button>} onClick={onConfirm} />
            </div>
          </BaseAlert.Popup>
        </BaseAlert.Viewport>
      </BaseAlert.Portal>
    </BaseAlert.Root>
  )
}
