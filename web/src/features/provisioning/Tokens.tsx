import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { formatAgo, formatDate } from '~/i18n/format'
import { useNow } from '~/lib/now'
import { useWorkspace } from '~/lib/workspace'
import { AlertDialog, Button, Dialog, Field, Form, Select, SubmitButton, toast } from '~/ui'

import { act } from './act'
import styles from './provisioning.module.css'
import { provisioningKey, type Token } from './queries'

const lives = ['30', '90', '180', '365'] as const
/** One in use and one that comes: the server takes no more. */
const most = 2

/** The tokens of the identity provider: another one, and the end of those that are there. */
export function Tokens({ list }: { list: Token[] }) {
  const t = useTexts('provisioning')
  const now = useNow()
  const { id: ws } = useWorkspace()
  const [life, setLife] = useState<(typeof lives)[number]>('180')
  const [made, setMade] = useState<string>()
  const add = async () => {
    const { secret } = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/provisioning/tokens', { params: { path: { workspace_id: ws } }, body: { days: Number(life) } }))
    setMade(secret)
    await queryClient.invalidateQueries({ queryKey: provisioningKey(ws) })
  }
  const withdraw = (id: string) => act(ws, () => api.DELETE('/api/v1/workspaces/{workspace_id}/provisioning/tokens/{token_id}', { params: { path: { workspace_id: ws, token_id: id } } }), t('withdrawn'))
  return (
    <section className={styles['stack']} aria-labelledby="provisioning-tokens">
      <h2 id="provisioning-tokens" className={styles['heading']}>{t('tokens')}</h2>
      <p className={styles['soft']}>{t(list.length === 0 ? 'noToken' : 'tokensText')}</p>
      <ul className={styles['rows']}>
        {list.map((one) => (
          <li key={one.id} className={styles['row']}>
            <div className={styles['rowText']}>
              <p><code className={styles['code']} dir="ltr">{one.hint}…</code></p>
              <p className={styles['soft']}>{typeof one.last_used_at === 'string' ? t('used', { ago: formatAgo(new Date(one.last_used_at), now) }) : t('neverUsed')} · {t('until', { date: formatDate(new Date(one.expires_at)) })}</p>
            </div>
            <AlertDialog title={t('withdrawTitle', { name: one.hint })} action={t('withdraw')} danger trigger={<Button size="sm" aria-label={t('withdrawOf', { name: one.hint })}>{t('withdraw')}</Button>} onConfirm={() => void withdraw(one.id)}>{t('withdrawText')}</AlertDialog>
          </li>
        ))}
      </ul>
      {list.length < most && (
        <Form label={t('addToken')} onSubmit={add}>
          <Field label={t('life')}><Select label={t('life')} value={life} onChange={setLife} options={lives.map((days) => ({ value: days, label: t('days', { count: Number(days) }) }))} /></Field>
          <div><SubmitButton>{t('addToken')}</SubmitButton></div>
        </Form>
      )}
      <Shown secret={made} onClose={() => setMade(undefined)} />
    </section>
  )
}

/** A token, shown this once: the dialog stays until somebody says that it is kept. */
function Shown({ secret, onClose }: { secret: string | undefined; onClose: () => void }) {
  const t = useTexts('provisioning')
  const copy = async () => {
    await navigator.clipboard.writeText(secret ?? '')
    toast({ text: t('copied') })
  }
  return (
    <Dialog title={t('token')} description={t('once')} insistent size="sm" open={secret !== undefined} actions={<Button variant="primary" onClick={onClose}>{t('kept')}</Button>}>
      <div className={styles['stack']}>
        <code className={styles['code']} dir="ltr">{secret}</code>
        <div><Button size="sm" icon="copy" aria-label={t('copyOf', { what: t('token') })} onClick={() => void copy()}>{t('common:action.copy')}</Button></div>
      </div>
    </Dialog>
  )
}
