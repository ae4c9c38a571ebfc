import { BulkBar as Bar } from '~/features/list'

import type { Acts } from './acts'
import type { Looks } from './Column'
import { barKey, useDesk, useTargets } from './desk'

/** What can be done to all selected cards at once, and undone at once. */
export function BulkBar({ acts, looks }: { acts: Acts; looks: Looks }) {
  const { selected, picking } = useDesk(acts.desk, (now) => now)
  const targets = useTargets(acts.desk)
  return (
    <Bar
      count={selected.size} looks={looks} rights={looks.rights}
      acts={{
        targets, change: acts.change, move: acts.move, close: acts.close, clear: acts.clear,
        picking: picking?.at === barKey ? picking.what : undefined, pick: (what) => acts.pick(barKey, what),
        complete: () => acts.complete(targets), remove: () => acts.remove(targets),
      }}
    />
  )
}
