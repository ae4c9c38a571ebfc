import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { Company } from '~/features/company'
import { Machines } from '~/features/machines'
import { Provisioning } from '~/features/provisioning'
import { SettingsFrame } from '~/features/settings'
import { useTexts } from '~/i18n'
import { useWorkspace } from '~/lib/workspace'
import type { IconName } from '~/ui'

import { General } from './General'
import { Labels } from './Labels'
import { Members } from './Members'
import { Projects } from './Projects'
import { SignInPolicy } from './SignInPolicy'

/** The pages of a workspace's settings, in their order: a new one is one line here. */
const pages: ReadonlyArray<{ id: 'general' | 'members' | 'signIn' | 'company' | 'provisioning' | 'labels' | 'projects' | 'machines'; icon: IconName; Page: () => ReactNode; wide?: boolean }> = [
  { id: 'general', icon: 'settings', Page: General },
  { id: 'members', icon: 'users', Page: Members, wide: true },
  { id: 'signIn', icon: 'shield', Page: SignInPolicy },
  { id: 'company', icon: 'external', Page: Company },
  { id: 'provisioning', icon: 'users', Page: Provisioning, wide: true },
  { id: 'labels', icon: 'tag', Page: Labels },
  { id: 'projects', icon: 'board', Page: Projects },
  { id: 'machines', icon: 'keyboard', Page: Machines, wide: true },
]

export function ManagePage() {
  const t = useTexts('admin')
  const { id: ws } = useWorkspace()
  const { page } = useSearch({ strict: false }) as { page?: string }
  const titled = pages.map((one) => ({ ...one, title: t(`page.${one.id}`) }))
  const at = titled.find((one) => one.id === page) ?? titled[0]
  if (at === undefined) return null
  return (
    <SettingsFrame inside wide={at.wide ?? false} label={t('nav')} pages={titled} at={at} link={({ id }, props) => <Link to="/w/$ws/settings" params={{ ws }} search={{ page: id }} {...props} />}>
      <at.Page />
    </SettingsFrame>
  )
}
