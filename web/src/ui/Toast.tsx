import { Toast as Base } from '@base-ui/react/toast'
import type { ReactNode } from 'react'

import { useTexts } from '~/i18n'

import { Button, IconButton } from './Button'
import { Icon } from './icons'
import styles from './toast.module.css'

interface Action { label: string; run: () => void }
type Data = { tone: 'neutral' | 'danger'; action?: Action | undefined; also?: Action | undefined }

const manager = Base.createToastManager<Data>()

export interface ToastOptions { /** Another toast with it takes the place of this one. */ id?: string; text: string; detail?: string | undefined; tone?: Data['tone']; action?: Data['action']; /** A second thing to do about it. */ also?: Data['also']; /** Milliseconds; 0 stays until it is closed. */ timeout?: number; /** Called when it has gone, by itself or by somebody. */ onClose?: () => void }

/** toast says in passing what has happened, from anywhere. */
export function toast({ id, onClose, text, detail, tone = 'neutral', action, also, timeout }: ToastOptions): void {
  manager.add({
    ...(id === undefined ? {} : { id }), ...(onClose && { onClose }), title: text, description: detail, priority: tone === 'danger' ? 'high' : 'low', timeout: timeout ?? (tone === 'danger' ? 12_000 : 6_000), data: { tone, action, also },
  })
}

function Toasts() {
  const t = useTexts()
  const { toasts, close } = Base.useToastManager<Data>()
  return toasts.map((one) => (
    <Base.Root
      key={one.id} toast={one}
      // Base UI hides from screen readers what is said to them elsewhere; its buttons can be reached, and must not be hidden.
      aria-hidden={false} className={styles['toast'] ?? ''} swipeDirection={['right', 'down']}
    >
      <Base.Content className={styles['content'] ?? ''}>
        {one.data?.tone === 'danger' && <Icon name="error" />}
        <div className={styles['text']}>
          <Base.Title className={styles['title'] ?? ''} />
          <Base.Description className={styles['detail'] ?? ''} />
        </div>
        {[one.data?.action, one.data?.also].map((action) => action !== undefined && (
          <Button key={action.label} size="sm" onClick={() => {
            action.run()
            close(one.id)
          }}>{action.label}</Button>
        ))}
        <Base.Close aria-hidden={false} render={<IconButton icon="close" label={t('action.close')} size="sm" />} />
      </Base.Content>
    </Base.Root>
  ))
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider toastManager={manager} limit={3}>
      {children}
      <Base.Portal><Base.Viewport className={styles['viewport'] ?? ''}><Toasts /></Base.Viewport></Base.Portal>
    </Base.Provider>
  )
}
