import type { ReactNode } from 'react'

import { type IconName, cx, Icon } from '~/ui'

import styles from './settings.module.css'

export interface SettingsPage { id: string; icon: IconName; title: string }

export interface FrameProps<P extends SettingsPage> {
  label: string
  pages: readonly P[]
  at: P
  /** The link to a page, made by who knows its address. */
  link: (page: P, props: { className: string; 'aria-current': 'page' | undefined; children: ReactNode }) => ReactNode
  /** Stands above the pages. */
  before?: ReactNode
  /** Stands below them. */
  after?: ReactNode
  /** Within the frame of a workspace, which has the page's main part already. */
  inside?: boolean
  /** For tables: the whole width. */
  wide?: boolean
  children: ReactNode
}

/** A list of settings' pages with one of them beside it. */
export function Frame<P extends SettingsPage>({ label, pages, at, link, before, after, inside, wide, children }: FrameProps<P>) {
  const Content = inside === true ? 'div' : 'main'
  return (
    <div className={cx(styles['frame'], inside !== true && styles['alone'])}>
      <nav aria-label={label} className={styles['nav']}>
        {before}
        {pages.map((page) => (
          <span key={page.id} className={styles['place']}>
            {link(page, { className: cx(styles['link'], page.id === at.id && styles['here']), 'aria-current': page.id === at.id ? 'page' : undefined, children: <><Icon name={page.icon} />{page.title}</> })}
          </span>
        ))}
        {after}
      </nav>
      <Content className={cx(styles['content'], wide === true && styles['wide'])}>
        <h1 className={styles['title']}>{at.title}</h1>
        {children}
      </Content>
    </div>
  )
}
