import { Link } from '@tanstack/react-router'
import { lexer, type Token, type Tokens } from 'marked'
import { Fragment, type ReactNode, useMemo } from 'react'

import { useTexts } from '~/i18n'
import { ExternalLink, linkClass } from '~/ui'

import { taskIn } from './mention'
import { safeHref } from './model'
import styles from './task.module.css'

/**
 * Markdown as React elements: what was written is only ever text in them. HTML in it is shown as it was written, a link
 * goes only where safeHref lets it, and an image, which would tell a stranger who reads, is a link to itself.
 */
export function Markdown({ text }: { text: string }) {
  const tokens = useMemo(() => lexer(text, { gfm: true, breaks: true }), [text])
  return <div className={styles['markdown']} dir="auto"><Blocks tokens={tokens} /></div>
}

const Blocks = ({ tokens }: { tokens: readonly Token[] }) => tokens.map((token, at) => <Block key={at} token={token} />)

function Block({ token }: { token: Token }): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'heading': return <p className={styles['heading']}><Inlines tokens={token.tokens} /></p>
    case 'paragraph': return <p><Inlines tokens={token.tokens} /></p>
    case 'text': return 'tokens' in token && token.tokens !== undefined ? <Inlines tokens={token.tokens} /> : token.text
    // What scrolls must be reachable by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    case 'code': return <pre className={styles['code']} tabIndex={0}><code>{token.text}</code></pre>
    case 'blockquote': return <blockquote className={styles['quote']}><Blocks tokens={token.tokens ?? []} /></blockquote>
    case 'hr': return <hr className={styles['rule']} />
    case 'list': return <List token={token as Tokens.List} />
    case 'table': return <Table token={token as Tokens.Table} />
    default: return <p className={styles['raw']}>{token.raw}</p>
  }
}

function List({ token }: { token: Tokens.List }) {
  const items = token.items.map((item, at) => (
    <li key={at} className={item.task ? styles['taskItem'] : undefined}>
      {item.task && <input type="checkbox" checked={item.checked ?? false} disabled readOnly />}
      <Blocks tokens={item.tokens} />
    </li>
  ))
  return token.ordered ? <ol start={token.start === '' ? 1 : token.start} className={styles['ordered']}>{items}</ol> : <ul className={styles['bullets']}>{items}</ul>
}

function Table({ token }: { token: Tokens.Table }) {
  return (
    <div className={styles['tableBox']}>
      <table className={styles['table']}>
        <thead><tr>{token.header.map((cell, at) => <th key={at} scope="col"><Inlines tokens={cell.tokens} /></th>)}</tr></thead>
        <tbody>{token.rows.map((row, at) => <tr key={at}>{row.map((cell, column) => <td key={column}><Inlines tokens={cell.tokens} /></td>)}</tr>)}</tbody>
      </table>
    </div>
  )
}

const Inlines = ({ tokens }: { tokens: readonly Token[] | undefined }) => tokens?.map((token, at) => <Inline key={at} token={token} />)

function Inline({ token }: { token: Token }): ReactNode {
  const t = useTexts()
  switch (token.type) {
    case 'strong': return <strong><Inlines tokens={token.tokens} /></strong>
    case 'em': return <em><Inlines tokens={token.tokens} /></em>
    case 'del': return <del><Inlines tokens={token.tokens} /></del>
    case 'codespan': return <code className={styles['inlineCode']}>{token.text}</code>
    case 'br': return <br />
    case 'escape': return token.text
    case 'text': return 'tokens' in token && token.tokens !== undefined ? <Inlines tokens={token.tokens} /> : token.text
    case 'link': return <Linked href={token.href}><Inlines tokens={token.tokens} /></Linked>
    case 'image': return <Linked href={token.href}>{t('link.image', { text: token.text })}</Linked>
    default: return <Fragment>{token.raw}</Fragment>
  }
}

function Linked({ href, children }: { href: string; children: ReactNode }) {
  const task = taskIn(href)
  if (task !== undefined) return <Link to="/w/$ws/t/$task" params={task} className={linkClass}>{children}</Link>
  const safe = safeHref(href)
  return safe === undefined ? <span>{children}</span> : <ExternalLink href={safe}>{children}</ExternalLink>
}
