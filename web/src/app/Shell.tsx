import { useQuery } from '@tanstack/react-query'
import { Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

import { api, unwrap } from '~/api/client'
import { engine, followWorkspace, queryClient, keys, type Workspace, workspacesQuery } from '~/data'
import { Palette, KeysSheet, usePaletteCommands } from '~/features/palette'
import { QuickAdd, useQuickAddCommands } from '~/features/quickadd'
import { text, useTexts } from '~/i18n'
import '~/i18n/late/work'
import { useCommands } from '~/lib/commands'
import { prefer, preferences } from '~/lib/preferences'
import { useWorkspace, WorkspaceProvider } from '~/lib/workspace'
import { speak } from '~/lib/speak'
import { Skeleton, toast } from '~/ui'

import { ConnectionBanner } from './ConnectionBanner'
import { Peek } from './Peek'
import { type Demand, Demanded, demandOf, NotFound } from './Problem'
import styles from './shell.module.css'
import { Sidebar, toggleSidebar } from './Sidebar'

/** The frame of every page of a workspace, which it keeps live. */
export function Shell() {
  const { ws } = useParams({ from: '/inside/w/$ws' })
  const list = useQuery(workspacesQuery())
  const workspace = list.data?.find((one) => one.id === ws)
  const [shut, setShut] = useState<{ ws: string; demand: Demand }>()
  useLive(ws, workspace !== undefined && shut?.ws !== ws, setShut)
  if (shut?.ws === ws) return <main className={styles['main']}><Demanded demand={shut.demand} /></main>
  if (workspace === undefined) return list.data === undefined ? <Skeleton height="40" /> : <main className={styles['main']}><NotFound /></main>
  return (
    <WorkspaceProvider workspace={workspace}>
      <Frame />
    </WorkspaceProvider>
  )
}

function Frame() {
  const t = useTexts('shell')
  useShellCommands()
  usePaletteCommands()
  useQuickAddCommands()
  return (
    <div className={styles['shell']}>
      <a href="#content" className={styles['skip']}>{t('skip')}</a>
      <Sidebar />
      <div className={styles['page']}>
        <ConnectionBanner />
        <main id="content" tabIndex={-1} className={styles['main']}><Outlet /></main>
        <Peek />
      </div>
      <Palette />
      <KeysSheet />
      <QuickAdd />
    </div>
  )
}

/** demandIn is what a workspace asks for of somebody whom it shuts out only for want of it. */
async function demandIn(ws: string): Promise<Demand | undefined> {
  try {
    await unwrap(api.GET('/api/v1/workspaces/{workspace_id}', { params: { path: { workspace_id: ws } } }))
    return undefined
  } catch (error) {
    return demandOf(error)
  }
}

/** useLive follows the workspace's events while it is shown, and leaves when the person was shut out of it, unless there is another way in. */
function useLive(ws: string, known: boolean, shutBy: (shut: { ws: string; demand: Demand }) => void): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (!known) return undefined
    prefer({ lastWorkspace: ws })
    return followWorkspace(ws, async () => {
      const demand = await demandIn(ws)
      if (demand !== undefined) {
        queryClient.removeQueries({ queryKey: keys.workspace(ws) })
        shutBy({ ws, demand })
        return
      }
      const name = queryClient.getQueryData<Workspace[]>(keys.workspaces())?.find((one) => one.id === ws)?.name ?? ''
      queryClient.removeQueries({ queryKey: keys.workspace(ws) })
      toast({ text: text('shell:updated', { name }), tone: 'danger' })
      void queryClient.invalidateQueries({ queryKey: keys.workspaces() }).then(() => navigate({ to: '/' }))
    })
  }, [ws, known, navigate, shutBy])
}

function useShellCommands(): void {
  const navigate = useNavigate()
  const { ws } = useParams({ from: '/inside/w/$ws' })
  const { can } = useWorkspace()
  const said = (done: boolean, key: 'common:said.undone' | 'common:said.redone') => speak(text(done ? key : 'common:said.nothingToUndo'))
  useCommands([
    { id: 'edit.undo', title: 'shell:command.undo', keys: 'Mod+Z', group: 'edit', run: () => said(engine.undo(), 'common:said.undone') },
    { id: 'edit.redo', title: 'shell:command.redo', keys: 'Mod+Shift+Z', group: 'edit', run: () => said(engine.redo(), 'common:said.redone') },
    { id: 'view.sidebar', title: 'shell:command.toggleSidebar', keys: '[', group: 'view', run: toggleSidebar },
    { id: 'view.light', title: 'shell:command.themeLight', group: 'view', run: () => prefer({ theme: 'light' }) },
    { id: 'view.dark', title: 'shell:command.themeDark', group: 'view', run: () => prefer({ theme: 'dark' }) },
    { id: 'view.system', title: 'shell:command.themeSystem', group: 'view', run: () => prefer({ theme: 'system' }) },
    { id: 'view.contrast', title: 'shell:command.contrast', group: 'view', run: () => prefer({ contrast: preferences().contrast === 'more' ? 'system' : 'more' }) },
    { id: 'go.home', title: 'shell:command.goHome', keys: 'G T', group: 'navigation', run: () => void navigate({ to: '/w/$ws/today', params: { ws } }) },
    { id: 'go.upcoming', title: 'shell:command.goUpcoming', keys: 'G U', group: 'navigation', run: () => void navigate({ to: '/w/$ws/upcoming', params: { ws } }) },
    { id: 'go.mine', title: 'shell:command.goMine', keys: 'G M', group: 'navigation', run: () => void navigate({ to: '/w/$ws/my', params: { ws } }) },
    { id: 'go.search', title: 'shell:command.goSearch', keys: 'G S', group: 'navigation', run: () => void navigate({ to: '/w/$ws/search', params: { ws } }) },
    { id: 'go.trash', title: 'shell:command.goTrash', group: 'navigation', run: () => void navigate({ to: '/w/$ws/trash', params: { ws } }) },
    { id: 'go.imports', title: 'shell:command.goImports', group: 'navigation', when: () => can('imports:create'), run: () => void navigate({ to: '/w/$ws/imports', params: { ws } }) },
    { id: 'go.audit', title: 'shell:command.goAudit', group: 'navigation', when: () => can('audit:read'), run: () => void navigate({ to: '/w/$ws/audit', params: { ws } }) },
    { id: 'go.settings', title: 'shell:command.goSettings', keys: 'G W', group: 'navigation', run: () => void navigate({ to: '/w/$ws/settings', params: { ws } }) },
    { id: 'go.account', title: 'shell:command.goAccount', keys: 'G ,', group: 'navigation', run: () => void navigate({ to: '/settings' }) },
  ])
}
