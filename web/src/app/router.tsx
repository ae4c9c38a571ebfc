import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'

import { isProblem } from '~/api/problem'
import { session } from '~/api/session'
import { boardQuery, labelsQuery, membersQuery, meQuery, queryClient, workspacesQuery } from '~/data'
import { preferences } from '~/lib/preferences'

import { Failed, Nowhere } from './Problem'

const root = createRootRoute({ component: Outlet, notFoundComponent: Nowhere })

const shell = () => import('./Shell')
const board = () => import('~/features/board')
const auth = () => import('~/features/auth')
const start = () => import('~/features/start')

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
const door = <const P extends string>(path: P, page: 'LoginPage' | 'CompanyPage' | 'CompanyReturnPage' | 'SignupPage' | 'VerifyPage' | 'InvitePage' | 'ProviderPage' | 'ForgotPage' | 'ResetPage' | 'MagicLinkPage' | 'EmailChangeOldPage' | 'EmailChangeNewPage') => createRoute({
  getParentRoute: () => root, path, component: lazyRouteComponent(auth, page),
  validateSearch: ({ token, to }: Record<string, unknown>): { token?: string; to?: string } => ({ ...(text(token) && { token: text(token) }), ...(text(to) && { to: text(to) }) }),
})

/** Filters live in the address as words; each page knows which ones are its own. */
const words = (search: Record<string, unknown>): Record<string, string> => Object.fromEntries(Object.entries(search).flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : [])))

/** The pages behind this need somebody who is signed in; anybody else is sent to sign in and comes back. */
const inside = createRoute({
  getParentRoute: () => root, id: 'inside',
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery())
      if (session.get() !== 'active') session.set('active')
    } catch (error) {
      if (!isProblem(error, 'unauthenticated')) throw error
      session.set('none')
      // oxlint-disable-next-line typescript/only-throw-error
      throw redirect({ to: '/login', search: location.href === '/' ? {} : { to: location.href } })
    }
  },
})

const first = createRoute({
  getParentRoute: () => inside, path: '/',
  beforeLoad: async () => {
    const list = await queryClient.ensureQueryData(workspacesQuery())
    const at = list.find((one) => one.id === preferences().lastWorkspace) ?? list[0]
    // oxlint-disable-next-line typescript/only-throw-error
    if (at !== undefined) throw redirect({ to: '/w/$ws', params: { ws: at.id } })
  },
  component: lazyRouteComponent(start, 'WorkspacesPage'),
})

const workspace = createRoute({
  getParentRoute: () => inside, path: '/w/$ws', component: lazyRouteComponent(shell, 'Shell'),
  loader: () => queryClient.ensureQueryData(workspacesQuery()),
})

const home = createRoute({ getParentRoute: () => workspace, path: '/', component: lazyRouteComponent(start, 'HomePage') })
const project = createRoute({
  getParentRoute: () => workspace, path: '/p/$project', component: lazyRouteComponent(board, 'ProjectPage'),
  validateSearch: words,
  // Not awaited: what it shows is asked for while the page itself is still on its way.
  loader: ({ params: { ws, project } }) => {
    void queryClient.prefetchQuery(boardQuery(ws, project))
    void queryClient.prefetchQuery(membersQuery(ws))
    void queryClient.prefetchQuery(labelsQuery(ws))
  },
})

const days = () => import('~/features/today')
const today = createRoute({ getParentRoute: () => workspace, path: '/today', component: lazyRouteComponent(days, 'TodayPage'), validateSearch: words })
const upcoming = createRoute({ getParentRoute: () => workspace, path: '/upcoming', component: lazyRouteComponent(days, 'UpcomingPage'), validateSearch: words })
const mine = createRoute({ getParentRoute: () => workspace, path: '/my', component: lazyRouteComponent(days, 'MyTasksPage'), validateSearch: words })
const search = createRoute({ getParentRoute: () => workspace, path: '/search', component: lazyRouteComponent(() => import('~/features/search'), 'SearchPage'), validateSearch: words })

const admin = () => import('~/features/admin')
const manage = createRoute({ getParentRoute: () => workspace, path: '/settings', component: lazyRouteComponent(admin, 'ManagePage'), validateSearch: words })
const projectSettings = createRoute({ getParentRoute: () => workspace, path: '/p/$project/settings', component: lazyRouteComponent(admin, 'ProjectSettingsPage') })
const trash = createRoute({ getParentRoute: () => workspace, path: '/trash', component: lazyRouteComponent(() => import('~/features/trash'), 'TrashPage') })
const imports = createRoute({ getParentRoute: () => workspace, path: '/imports', component: lazyRouteComponent(() => import('~/features/imports'), 'ImportsPage') })
const audit = createRoute({ getParentRoute: () => workspace, path: '/audit', component: lazyRouteComponent(() => import('~/features/audit'), 'AuditPage'), validateSearch: words })

const task = createRoute({ getParentRoute: () => workspace, path: '/t/$task', component: lazyRouteComponent(() => import('~/features/task'), 'TaskPage') })
const account = createRoute({ getParentRoute: () => inside, path: '/settings', component: lazyRouteComponent(() => import('~/features/settings'), 'AccountPage'), validateSearch: words })
const workspaces = createRoute({ getParentRoute: () => inside, path: '/workspaces', component: lazyRouteComponent(start, 'WorkspacesPage') })

/** fetchEarly asks for what an address is known to need, before the router has found out who is there. */
export function fetchEarly(path: string): void {
  const parts = [...(path.startsWith('/w/') ? [shell()] : []), ...(/^\/w\/[^/]+\/p\//.test(path) ? [board()] : [])]
  if (parts.length > 0) void queryClient.prefetchQuery(meQuery())
  // The router asks again, and shows what is wrong.
  for (const part of parts) part.catch(() => undefined)
}

export const router = createRouter({
  routeTree: root.addChildren([
    door('/login', 'LoginPage'), door('/login/company', 'CompanyPage'), door('/signup', 'SignupPage'), door('/verify', 'VerifyPage'), door('/invite', 'InvitePage'), door('/auth/oidc/$provider/callback', 'ProviderPage'), door('/auth/saml/$ws/finish', 'CompanyReturnPage'),
    door('/forgot', 'ForgotPage'), door('/reset', 'ResetPage'), door('/magic-link', 'MagicLinkPage'),
    door('/email-change/old', 'EmailChangeOldPage'), door('/email-change/new', 'EmailChangeNewPage'),
    inside.addChildren([first, workspaces, account, workspace.addChildren([home, today, upcoming, mine, search, project, projectSettings, manage, trash, imports, audit, task])]),
  ]),
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: Nowhere,
  // What is shown is fetched by queries, which know what they have; the router only chooses the page.
  defaultPreload: 'intent', defaultPreloadStaleTime: 0, scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register { router: typeof router }
}
