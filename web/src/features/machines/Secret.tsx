import { useTexts } from '~/i18n'
import { Button, Dialog, toast } from '~/ui'

import styles from './machines.module.css'

export interface ShownOnce { title: string; client?: string; secret: string }

/** A secret, shown this once: the dialog stays until somebody says that it is kept. */
export function Secret({ shown, onClose }: { shown: ShownOnce | undefined; onClose: () => void }) {
  const t = useTexts('machines')
  const copy = async (what: string) => {
    await navigator.clipboard.writeText(what)
    toast({ text: t('copied') })
  }
  return (
    <Dialog
      title={shown?.title ?? ''} description={t('once')} insistent size="sm" open={shown !== undefined}
      actions={<Button variant="primary" onClick={onClose}>{t('kept')}</Button>}
    >
      {shown !== undefined && (
        <div className={styles['stack']}>
          {shown.client !== undefined && <Copied label={t('clientId')} text={shown.client} onCopy={copy} />}
          <Copied label={shown.client === undefined ? t('key') : t('clientSecret')} text={shown.secret} onCopy={copy} />
        </div>
      )}
    </Dialog>
  )
}

function Copied({ label, text, onCopy }: { label: string; text: string; onCopy: (text: string) => Promise<void> }) {
  const t = useTexts('machines')
  return (
    <div className={styles['copied']}>
      <p className={styles['soft']}>{label}</p>
      <code className={styles['secret']} dir="ltr">{text}</code>
      <Button size="sm" icon="copy" aria-label={t('copyOf', { what: label })} onClick={() => void onCopy(text)}>{t('common:action.copy')}</Button>
    </div>
  )
}
