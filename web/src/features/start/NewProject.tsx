import { lazy, Suspense } from 'react'

import { useTexts } from '~/i18n'
import { fetched } from '~/lib/later'
import { Dialog } from '~/ui'

const NewProjectForm = lazy(async () => ({ default: (await fetched(() => import('./NewProjectForm'))).NewProjectForm }))

export function NewProject({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTexts('onboarding')
  return <Dialog title={t('project.create')} size="sm" open={open} onOpenChange={onOpenChange}>{open && <Suspense><NewProjectForm onDone={() => onOpenChange(false)} /></Suspense>}</Dialog>
}
