import { useTexts } from '~/i18n'
import { Button, Dialog, toast } from '~/ui'

import styles from './settings.module.css'

/** Recovery codes, shown this once: the dialog stays until somebody says that they are kept. */
export function Codes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const t = useTexts('account')
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'))
    toast({ text: t('factors.copied') })
  }
  return (
    <Dialog
      title={t('factors.codes')} description={t('factors.codesOnce')} insistent size="sm" open={codes.length > 0}
      actions={<><Button icon="copy" onClick={() => void copy()}>{t('common:action.copy')}</Button><Button variant="primary" onClick={onClose}>{t('factors.kept')}</Button></>}
    >
      <ol className={styles['codes']} dir="ltr">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ol>
    </Dialog>
  )
}
