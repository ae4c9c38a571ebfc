import { useRef } from 'react'

import { type AnyKey, text, useTexts } from '~/i18n'
import { commands } from '~/lib/commands'
import { createStore, useStore } from '~/lib/store'
import { Dialog, Kbd } from '~/ui'

import { grouped } from './keys'
import styles from './palette.module.css'

export const keysOpen = createStore(false)

/** The keys of everything that can be done on the page that is open. */
export function KeysSheet() {
  const t = useTexts('shell')
  const open = useStore(keysOpen)
  const list = useRef<HTMLDivElement>(null)
  return (
    <Dialog title={t('keys.title')} size="lg" open={open} onOpenChange={(next) => keysOpen.set(next)} initialFocus={list}>
      <div ref={list} tabIndex={-1} className={styles['sheet']}><Groups /></div>
    </Dialog>
  )
}

function Groups() {
  const all = useStore(commands)
  return (
    <div className={styles['keys']}>
      {grouped(all).map(({ group, rows }) => (
        <section key={group} aria-labelledby={`keys-${group}`}>
          <h3 id={`keys-${group}`} className={styles['heading']}>{text(`shell:keys.${group}` as AnyKey)}</h3>
          <dl>
            {rows.map((row) => (
              <div key={row.id} className={styles['row']}>
                <dt>{text(row.title as AnyKey)}</dt>
                <dd><Kbd keys={row.keys ?? ''} /></dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
