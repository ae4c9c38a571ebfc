import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import type { components } from '~/api/schema'
import { keys, meQuery, queryClient, type Account } from '~/data'
import { create, explainPasskey, hasPasskeys } from '~/features/auth'
import { useTexts } from '~/i18n'
import { formatDate } from '~/i18n/format'
import { explain } from '~/lib/explain'
import { AlertDialog, Badge, Banner, Button, Dialog, Form, FormActions, Skeleton, SubmitButton, TextField, toast } from '~/ui'

import { Codes } from './Codes'
import styles from './settings.module.css'
import { signal } from './signals'

type Passkey = components['schemas']['Passkey']

const held = ['passkeys'] as const
const fetchHeld = (abort?: AbortSignal) => unwrap(api.GET('/api/v1/me/passkeys', abort === undefined ? {} : { signal: abort }))

/** Shows what is there now, and tells the browser's authenticators. */
async function changed(removed?: string) {
  const now = await fetchHeld()
  queryClient.setQueryData(held, now)
  const me = queryClient.getQueryData<Account>(keys.me())
  if (me !== undefined) await signal(now, me, removed)
}

/** The passkeys of an account. */
export function Passkeys() {
  const t = useTexts('account')
  const known = useQuery({ queryKey: held, queryFn: ({ signal: abort }) => fetchHeld(abort) }).data
  useQuery(meQuery())
  const [adding, setAdding] = useState(false)
  const [codes, setCodes] = useState<string[]>([])
  if (known === undefined) return <Skeleton height="24" />
  const list = known.passkeys ?? []
  const added = (made: string[]) => {
    setAdding(false)
    setCodes(made)
    void changed()
  }
  const possible = hasPasskeys() && known.rp_id !== ''
  return (
    <div className={styles['stack']}>
      <p className={styles['soft']}>{t('passkeys.text')}</p>
      {!possible && <Banner>{t('passkeys.impossible')}</Banner>}
      {list.length > 0 && <ul className={styles['rows']} aria-label={t('page.passkeys')}>{list.map((one) => <Row key={one.id} passkey={one} />)}</ul>}
      <div className={styles['buttons']}>
        <Button variant="primary" icon="plus" disabled={!possible || list.length >= known.most} onClick={() => setAdding(true)}>{t('passkeys.add')}</Button>
      </div>
      <Dialog title={t('passkeys.add')} size="sm" open={adding} onOpenChange={setAdding}>{adding && <Add onDone={added} />}</Dialog>
      <Codes codes={codes} onClose={() => setCodes([])} />
    </div>
  )
}

/** Names a passkey and has the browser make it. */
function Add({ onDone }: { onDone: (codes: string[]) => void }) {
  const t = useTexts('account')
  const door = useTexts('auth')
  const add = async ({ name = '' }: Record<string, string>) => {
    const credential = await create(await unwrap(api.POST('/api/v1/me/passkeys/begin')))
    onDone((await unwrap(api.POST('/api/v1/me/passkeys', { body: { name: name.trim(), credential } }))).recovery_codes ?? [])
  }
  return (
    <Form label={t('passkeys.add')} onSubmit={add} explainProblem={(problem) => explainPasskey(problem, door)}>
      <TextField label={t('passkeys.name')} hint={t('passkeys.nameHint')} name="name" required maxLength={100} defaultValue={t('passkeys.nameDefault')} autoFocus dir="auto" />
      <FormActions><SubmitButton>{t('passkeys.create')}</SubmitButton></FormActions>
    </Form>
  )
}

function Row({ passkey }: { passkey: Passkey }) {
  const t = useTexts('account')
  const [renaming, setRenaming] = useState(false)
  const { id, name, syncs, created_at: created, last_used_at: used } = passkey
  const at = (time: string) => formatDate(new Date(time), { dateStyle: 'medium', timeStyle: 'short' })
  const remove = async () => {
    try {
      await api.DELETE('/api/v1/me/passkeys/{passkey_id}', { params: { path: { passkey_id: id } } })
      await changed(passkey.credential_id)
    } catch (error) {
      if (!isProblem(error)) throw error
      toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
    }
  }
  const rename = async ({ name: typed = '' }: Record<string, string>) => {
    await api.PATCH('/api/v1/me/passkeys/{passkey_id}', { params: { path: { passkey_id: id } }, body: { name: typed.trim() } })
    setRenaming(false)
    await changed()
  }
  return (
    <li className={styles['row']}>
      <div className={styles['rowText']}>
        <h2 className={styles['strong']}><bdi>{name}</bdi> <Badge>{t(syncs ? 'passkeys.synced' : 'passkeys.bound')}</Badge></h2>
        <p className={styles['soft']}>{t('passkeys.created', { date: at(created) })} · {used === undefined ? t('passkeys.unused') : t('factors.used', { date: at(used) })}</p>
      </div>
      <Button size="sm" aria-label={t('passkeys.renameOne', { name })} onClick={() => setRenaming(true)}>{t('passkeys.rename')}</Button>
      <AlertDialog title={t('passkeys.removeTitle', { name })} action={t('passkeys.remove')} danger trigger={<Button size="sm" variant="danger" aria-label={t('passkeys.removeOne', { name })}>{t('passkeys.remove')}</Button>} onConfirm={() => void remove()}>{t('passkeys.removeText')}</AlertDialog>
      <Dialog title={t('passkeys.renameTitle')} size="sm" open={renaming} onOpenChange={setRenaming}>
        <Form label={t('passkeys.renameTitle')} onSubmit={rename}>
          <TextField label={t('passkeys.name')} name="name" required maxLength={100} defaultValue={name} autoFocus dir="auto" />
          <FormActions><SubmitButton>{t('common:action.save')}</SubmitButton></FormActions>
        </Form>
      </Dialog>
    </li>
  )
}
