import { useState } from 'react'

import { useTexts } from '~/i18n'
import { Button, Dialog, Form, FormActions, SubmitButton, TextField } from '~/ui'

import styles from './admin.module.css'

export interface SureProps {
  title: string
  text: string
  /** What the button says, as a verb. */
  action: string
  /** What has to be typed first, where nothing takes it back. */
  typed?: string
  danger?: boolean
  /** What it throws is shown in the dialog, which then stays. */
  onConfirm: () => Promise<void>
}

/** A part of a settings' page that ends something, and asks before it does. */
export function Sure({ title, text, action, typed, danger, onConfirm }: SureProps) {
  const t = useTexts('admin')
  const [open, setOpen] = useState(false)
  const [wrong, setWrong] = useState(false)
  const confirm = async ({ name = '' }: Record<string, string>) => {
    if (typed !== undefined && name.trim() !== typed.trim()) return setWrong(true)
    await onConfirm()
    setOpen(false)
  }
  return (
    <section className={styles['end']}>
      <div className={styles['grow']}>
        <h2 className={styles['strong']}>{title}</h2>
        <p className={styles['soft']}>{text}</p>
      </div>
      <Button variant={danger === true ? 'danger' : 'secondary'} onClick={() => setOpen(true)}>{action}…</Button>
      <Dialog title={title} description={text} size="sm" open={open} onOpenChange={setOpen}>
        <Form label={title} onSubmit={confirm}>
          {typed !== undefined && <TextField label={t('sure', { name: typed })} name="name" required autoFocus autoComplete="off" spellCheck={false} dir="auto" error={wrong ? t('sureWrong') : undefined} onChange={() => setWrong(false)} />}
          <FormActions>
            <Button onClick={() => setOpen(false)}>{t('common:action.cancel')}</Button>
            <SubmitButton>{action}</SubmitButton>
          </FormActions>
        </Form>
      </Dialog>
    </section>
  )
}
