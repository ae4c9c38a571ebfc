import { useSyncExternalStore } from 'react'

import { onPreference, prefer, preferences } from '~/lib/preferences'

const most = 200

/** Which columns a person has folded, in this browser. */
export function collapsed(id: string): boolean {
  return preferences().collapsed.split(' ').includes(id)
}

export function toggleCollapsed(id: string): void {
  const list = preferences().collapsed.split(' ').filter((one) => one !== '' && one !== id)
  prefer({ collapsed: (collapsed(id) ? list : [...list, id]).slice(-most).join(' ') })
}

export function useCollapsed(id: string): boolean {
  return useSyncExternalStore(onPreference, () => collapsed(id))
}
