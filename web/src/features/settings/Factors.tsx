import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { explain } from '~/lib/explain'
import { AlertDialog, Badge, Button, Dialog, Skeleton, toast } from '~/ui'

import { AppSetup } from './AppSetup'
import { Codes } from './Codes'
import { factorsQuery } from './factorsQuery'
import styles from './settings.module.css'

/** The second factors of an account: an authenticator app, and the codes for when it is lost. */
export function Factors() {
  const t = useTexts('account')
  const known = useQuery(factorsQuery()).data
  const [adding, setAdding] = useState(false)
  const [codes, setCodes] = useState<string[]>([])
  if (known === undefined) return <Skeleton height="24" />
  const changed = (made: string[]) => {
    setAdding(false)
    setCodes(made)
    void queryClient.invalidateQueries(factorsQuery())
  }
  const attempt = async (work: () => Promise<string[]>) => {
    try {
      changed(await work())
    } catch (error) {
      if (!isProblem(error)) throw error
      toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
    }
  }
  const remove = async () => {
    await api.DELETE('/api/v1/me/totp')
    return []
  }
  const renew = async () => (await unwrap(api.POST('/api/v1/me/recovery-codes'))).codes ?? []
  return (
    <div className={styles['stack']}>
      <p className={styles['soft']}>{t('factors.text')}</p>
      <section className={styles['row']} aria-labelledby="factors-app">
        <div className={styles['rowText']}>
          <h2 id="factors-app" className={styles['strong']}>{t('factors.app')} {known.app.enabled ? <Badge tone="success" icon="check">{t('factors.on')}</Badge> : <Badge>{t('factors.off')}</Badge>}</h2>
          <p className={styles['soft']}>{known.app.last_used_at === undefined ? t('factors.appText') : t('factors.used', { date: formatDate(new Date(known.app.last_used_at), { dateStyle: 'medium', timeStyle: 'short' }) })}</p>
        </div>
        {known.app.enabled
          ? <AlertDialog title={t('factors.removeTitle')} action={t('factors.remove')} danger trigger={<Button variant="danger">{t('factors.remove')}</Button>} onConfirm={() => void attempt(remove)}>{t('factors.removeText')}</AlertDialog>
          : <Button variant="primary" onClick={() => setAdding(true)}>{t('factors.add')}</Button>}
      </section>
      {known.any && (
        <section className={styles['row']} aria-labelledby="factors-codes">
          <div className={styles['rowText']}>
            <h2 id="factors-codes" className={styles['strong']}>{t('factors.codes')} <Badge tone={known.left < 3 ? 'warning' : 'neutral'}>{t('factors.left', { count: known.left })}</Badge></h2>
            <p className={styles['soft']}>{t('factors.codesText')}</p>
          </div>
          <AlertDialog title={t('factors.renewTitle')} action={t('factors.renew')} trigger={<Button>{t('factors.renew')}</Button>} onConfirm={() => void attempt(renew)}>{t('factors.renewText')}</AlertDialog>
        </section>
      )}
      <Dialog title={t('factors.add')} size="sm" open={adding} onOpenChange={setAdding}>{adding && <AppSetup onDone={changed} />}</Dialog>
      <Codes codes={codes} onClose={() => setCodes([])} />
    </div>
  )
}
