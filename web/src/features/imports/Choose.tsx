import { type DragEvent, useRef, useState } from 'react'

import { api, once, unwrap } from '~/api/client'
import { ApiProblem, isProblem } from '~/api/problem'
import { type Import, keys, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { formatNumber } from '~/i18n/format'
import { explain } from '~/lib/explain'
import { newKey } from '~/lib/ids'
import { useWorkspace } from '~/lib/workspace'
import { Banner, Button, cx, Field, Icon, Input, RadioGroup } from '~/ui'

import { Done } from './Done'
import styles from './imports.module.css'
import { guess, largest, type Source } from './model'
import { Preview } from './Preview'

/** A file, a look at what it would bring, and then the import itself. The file stays chosen whatever goes wrong. */
export function Choose({ onAgain }: { onAgain: () => void }) {
  const t = useTexts('imports')
  const { id: ws } = useWorkspace()
  const [file, setFile] = useState<File>()
  const [source, setSource] = useState<Source>('trello')
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem>()
  const [preview, setPreview] = useState<Import>()
  const [made, setMade] = useState<Import>()
  // The same import when it is sent again after an answer that didn't arrive.
  const key = useRef('')
  const take = async (next: File | undefined) => {
    setFile(next)
    setPreview(undefined)
    setProblem(undefined)
    key.current = newKey()
    if (next !== undefined) setSource(guess(await next.slice(0, 65_536).text()))
  }
  const send = async (dry: boolean) => {
    if (file === undefined || busy) return
    if (file.size > largest) return setProblem(new ApiProblem({ status: 413, code: 'too-large', detail: t('limit', { size: '64 MiB' }) }))
    setBusy(true)
    setProblem(undefined)
    try {
      const answer = await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/imports', {
        params: { path: { workspace_id: ws }, query: { source, dry_run: dry, ...(name.trim() === '' ? {} : { name: name.trim() }) } },
        body: file as never, bodySerializer: (body) => body as never, headers: { 'Content-Type': 'application/json', ...once(dry ? newKey() : key.current) },
      }))
      if (dry) setPreview(answer)
      else {
        setMade(answer)
        await queryClient.invalidateQueries({ queryKey: keys.workspace(ws) })
      }
    } catch (error) {
      if (!isProblem(error)) throw error
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  if (made !== undefined) return <Done made={made} onAgain={onAgain} />
  return (
    <section className={styles['stack']} aria-busy={busy}>
      <Drop file={file} onFile={(next) => void take(next)} />
      {file !== undefined && (
        <>
          <RadioGroup label={t('source')} value={source} onChange={(next) => { setSource(next); setPreview(undefined) }} options={(['trello', 'github'] as const).map((one) => ({ value: one, label: t(`from.${one}`), hint: t(`from.${one}Hint`) }))} />
          <Field label={t('name')} hint={t('nameHint')}><Input name="name" maxLength={100} value={name} onChange={(event) => { setName(event.target.value); setPreview(undefined) }} autoComplete="off" dir="auto" /></Field>
        </>
      )}
      {problem !== undefined && <Banner tone="danger" live title={t('failed')}>{explain(problem)}</Banner>}
      {preview !== undefined && <Preview preview={preview} />}
      <div className={styles['buttons']}>
        {file !== undefined && <Button variant={preview === undefined ? 'primary' : 'secondary'} busy={busy} onClick={() => void send(true)}>{t('look')}</Button>}
        {preview !== undefined && !preview.already_imported && <Button variant="primary" busy={busy} onClick={() => void send(false)}>{t('import')}</Button>}
        {busy && <span role="status" className={styles['soft']}>{t('busy', { size: formatNumber((file?.size ?? 0) / 1_048_576, { maximumFractionDigits: 1 }) })}</span>}
      </div>
    </section>
  )
}

function Drop({ file, onFile }: { file: File | undefined; onFile: (file: File | undefined) => void }) {
  const t = useTexts('imports')
  const [over, setOver] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    onFile(event.dataTransfer.files[0])
  }
  return (
    <div className={cx(styles['drop'], over && styles['over'])} onDragOver={(event) => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <Icon name="import" size="lg" />
      <p>{file === undefined ? t('drop') : <><bdi>{file.name}</bdi> <span className={styles['soft']}>({t('megabytes', { size: formatNumber(file.size / 1_048_576, { maximumFractionDigits: 1 }) })})</span></>}</p>
      <Button onClick={() => field.current?.click()}>{t(file === undefined ? 'choose' : 'chooseOther')}</Button>
      <input ref={field} type="file" hidden accept="application/json,.json" aria-label={t('choose')} onChange={(event) => event.target.files?.[0] && onFile(event.target.files[0])} />
      <p className={styles['soft']}>{t('help')}</p>
    </div>
  )
}
