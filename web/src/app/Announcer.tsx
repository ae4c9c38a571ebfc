import { spoken } from '~/lib/speak'
import { useStore } from '~/lib/store'
import { VisuallyHidden } from '~/ui'

/** The one live region: two lines that take turns, so that the same words are said twice. */
export function Announcer() {
  const { text, turn } = useStore(spoken)
  return (
    <VisuallyHidden>
      <span role="status">{turn % 2 === 0 ? text : ''}</span>
      <span role="status">{turn % 2 === 1 ? text : ''}</span>
    </VisuallyHidden>
  )
}
