import { CSPProvider } from '@base-ui/react/csp-provider'
import { DirectionProvider } from '@base-ui/react/direction-provider'
import type { ReactNode } from 'react'

import { useLanguage } from '~/i18n'

import { ToastProvider } from './Toast'
import { TooltipProvider } from './Tooltip'

/** What the components need around them. The policy of the page allows no style elements. */
export function UiProvider({ children }: { children: ReactNode }) {
  const { dir } = useLanguage()
  return (
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={dir}>
        <TooltipProvider><ToastProvider>{children}</ToastProvider></TooltipProvider>
      </DirectionProvider>
    </CSPProvider>
  )
}
