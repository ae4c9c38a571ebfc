import { useRef, useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import type { AuditEntry, AuditFilter } from '~/data'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { Button, Menu, MenuItem, toast } from '~/ui'

import { csv } from './model'

/** Writes what the filter shows into a file, page by page; it can be stopped. */
export function Export({ ws, filter }: { ws: string; filter: AuditFilter }) {
  const t = useTexts('audit')
  const [count, setCount] = useState<number>()
  const stop = useRef<AbortController>(null)
  const gather = async (write: (entries: readonly AuditEntry[]) => string, name: string, type: string) => {
    const control = new AbortController()
    stop.current = control
    const all: AuditEntry[] = []
    setCount(0)
    try {
      for (let cursor: string | undefined; ;) {
        const page = await unwrap(api.GET('/api/v1/workspaces/{workspace_id}/audit-events', { params: { path: { workspace_id: ws }, query: { ...filter, limit: 100, ...(cursor === undefined ? {} : { cursor }) } }, signal: control.signal }))
        all.push(...(page.items ?? []))
        setCount(all.length)
        if (page.next_cursor === undefined || page.next_cursor === '') break
        cursor = page.next_cursor
      }
      save(write(all), name, type)
      toast({ text: t('exported', { count: all.length }) })
    } catch (error) {
      if (isProblem(error)) toast({ text: t('common:problem.title'), detail: explain(error), tone: 'danger' })
      else if (!control.signal.aborted) throw error
    } finally {
      setCount(undefined)
    }
  }
  if (count !== undefined) return <Button onClick={() => stop.current?.abort()}>{t('stop', { count })}</Button>
  return (
    <Menu align="end" trigger={<Button icon="import">{t('export')}</Button>}>
      <MenuItem onSelect={() => void gather(csv, 'audit.csv', 'text/csv')}>{t('asCsv')}</MenuItem>
      <MenuItem onSelect={() => void gather((all) => all.map((one) => `${JSON.stringify(one)}\n`).join(''), 'audit.jsonl', 'application/x-ndjson')}>{t('asJson')}</MenuItem>
    </Menu>
  )
}

function save(text: string, name: string, type: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
