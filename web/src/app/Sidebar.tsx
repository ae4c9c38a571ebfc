import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState, useSyncExternalStore } from 'react'

import { meQuery, projectsQuery, workspacesQuery } from '~/data'
import { signOut } from '~/features/auth'
import { openQuickAdd } from '~/features/quickadd'
import { NewProject } from '~/features/start'
import { useTexts } from '~/i18n'
import { runCommand } from '~/lib/commands'
import { onPreference, prefer, preferences } from '~/lib/preferences'
import { createStore, useStore } from '~/lib/store'
import { useWorkspace } from '~/lib/workspace'
import { Avatar, Button, Icon, IconButton, type IconName, Menu, MenuItem, MenuLink, MenuSeparator } from '~/ui'

import styles from './shell.module.css'

/** On a phone the sidebar lies over the page: it opens when it is asked for, and whatever is chosen there closes it. */
const narrow = matchMedia('(max-width: 48rem)')
const drawer = createStore(false)

export function toggleSidebar(): void {
  if (narrow.matches) drawer.set((open) => !open)
  else prefer({ sidebar: preferences().sidebar === 'open' ? 'closed' : 'open' })
}

function onNarrow(listener: () => void): () => void {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

function useSidebar(): boolean {
  const isNarrow = useSyncExternalStore(onNarrow, () => narrow.matches)
  const open = useStore(drawer)
  const kept = useSyncExternalStore(onPreference, () => preferences().sidebar) === 'open'
  return isNarrow ? open : kept
}

export function Sidebar() {
  const t = useTexts('shell')
  const open = useSidebar()
  const { can } = useWorkspace()
  return (
    <>
      <header className={styles['topbar']}>
        <IconButton icon={open ? 'sidebar' : 'menu'} label={t(open ? 'nav.collapse' : 'nav.expand')} keys="[" aria-expanded={open} aria-controls="sidebar" onClick={toggleSidebar} />
        <Workspaces />
        <span className={styles['grow']} />
        <IconButton icon="search" label={t('command.palette')} keys="mod+k" onClick={() => runCommand('palette.open')} />
        {can('tasks:create') && <IconButton icon="plus" label={t('command.create')} keys="c" variant="primary" onClick={() => openQuickAdd()} />}
        <Person />
      </header>
      <nav id="sidebar" aria-label={t('nav.main')} className={styles['sidebar']} hidden={!open}>
        <ul className={styles['links']}>
          <Item to="/w/$ws" icon="home" exact>{t('nav.overview')}</Item>
          <Item to="/w/$ws/today" icon="sun">{t('nav.home')}</Item>
          <Item to="/w/$ws/upcoming" icon="upcoming">{t('nav.upcoming')}</Item>
          <Item to="/w/$ws/my" icon="user">{t('nav.mine')}</Item>
          <Item to="/w/$ws/search" icon="search">{t('nav.search')}</Item>
        </ul>
        <Projects />
        <ul className={styles['links']}>
          <Item to="/w/$ws/trash" icon="trash">{t('nav.trash')}</Item>
          {can('imports:create') && <Item to="/w/$ws/imports" icon="import">{t('nav.imports')}</Item>}
          {can('audit:read') && <Item to="/w/$ws/audit" icon="shield">{t('nav.audit')}</Item>}
          <Item to="/w/$ws/settings" icon="settings">{t('nav.settings')}</Item>
        </ul>
      </nav>
    </>
  )
}

function Item({ to, icon, children, exact }: { to: '/w/$ws' | '/w/$ws/today' | '/w/$ws/upcoming' | '/w/$ws/my' | '/w/$ws/search' | '/w/$ws/settings' | '/w/$ws/trash' | '/w/$ws/imports' | '/w/$ws/audit'; icon: IconName; children: string; exact?: boolean }) {
  const { id: ws } = useWorkspace()
  return <li><Link to={to} params={{ ws }} activeOptions={{ exact: exact ?? false }} className={styles['link']} onClick={() => drawer.set(false)}><Icon name={icon} /><span>{children}</span></Link></li>
}

function Projects() {
  const t = useTexts('shell')
  const { id: ws, can } = useWorkspace()
  const [making, setMaking] = useState(false)
  const projects = useQuery(projectsQuery(ws)).data
  return (
    <section aria-labelledby="sidebar-projects" className={styles['section']}>
      <div className={styles['sectionHead']}>
        <h2 id="sidebar-projects">{t('nav.projects')}</h2>
        {can('projects:create') && <IconButton icon="plus" size="sm" label={t('nav.newProject')} onClick={() => setMaking(true)} />}
      </div>
      <ul className={styles['links']}>
        {projects?.map((one) => (
          <li key={one.id}>
            <Link to="/w/$ws/p/$project" params={{ ws, project: one.id }} activeOptions={{ includeSearch: false }} className={styles['link']} onClick={() => drawer.set(false)}>
              <Icon name={one.private ? 'lock' : 'board'} /><bdi className={styles['name']}>{one.name}</bdi>
            </Link>
          </li>
        ))}
        {projects?.length === 0 && <li className={styles['none']}>{t('projects.empty')}</li>}
      </ul>
      <NewProject open={making} onOpenChange={setMaking} />
    </section>
  )
}

function Workspaces() {
  const t = useTexts('shell')
  const { name } = useWorkspace()
  const { ws } = useParams({ from: '/inside/w/$ws' })
  const list = useQuery(workspacesQuery()).data ?? []
  return (
    <Menu trigger={<Button variant="ghost" aria-label={`${t('nav.workspaces')}: ${name}`}><bdi className={styles['name']}>{name}</bdi><Icon name="chevronDown" size="sm" /></Button>}>
      {list.map((one) => (
        <MenuLink key={one.id} leading={<span className={styles['tick']}>{one.id === ws && <Icon name="check" size="sm" />}</span>} render={<Link to="/w/$ws" params={{ ws: one.id }} />}><bdi>{one.name}</bdi></MenuLink>
      ))}
      <MenuSeparator />
      <MenuLink icon="plus" render={<Link to="/workspaces" />}>{t('workspaces.create')}</MenuLink>
    </Menu>
  )
}

function Person() {
  const t = useTexts('shell')
  const navigate = useNavigate()
  const me = useQuery(meQuery()).data
  return (
    <Menu align="end" trigger={<button type="button" className={styles['person']} aria-label={t('nav.account')}><Avatar id={me?.id ?? ''} name={me?.name ?? ''} decorative /></button>}>
      <MenuItem icon="user" onSelect={() => void navigate({ to: '/settings' })}>{t('nav.account')}</MenuItem>
      <MenuItem icon="keyboard" keys="?" onSelect={() => runCommand('keys.open')}>{t('keys.title')}</MenuItem>
      <MenuSeparator />
      <MenuItem icon="logout" onSelect={() => void signOut()}>{t('common:action.signOut')}</MenuItem>
    </Menu>
  )
}
