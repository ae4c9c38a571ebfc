import { type Clash, engine, type Listener } from '~/data'
import { type AnyKey, text } from '~/i18n'
import { explain } from '~/lib/explain'
import { speak } from '~/lib/speak'
import { toast } from '~/ui'

/** clashText says what somebody else made of a field. */
function clashText(clash: Clash): string {
  const field = text(`common:field.${clash.field}` as AnyKey, { defaultValue: text('common:field.other') })
  const theirs = typeof clash.theirs === 'string' ? clash.theirs.slice(0, 80) : text('common:state.none')
  return text('common:problem.clashUnknown', { field, theirs })
}

const listener: Listener = {
  done({ text: said, toast: shown, also }, undo) {
    speak(said)
    if (shown === true) toast({ text: said, also, ...(undo === undefined ? {} : { action: { label: text('common:action.undo'), run: undo } }) })
  },
  failed(problem, _invocation, retry, clash) {
    const detail = clash === undefined ? explain(problem) : clashText(clash)
    const again = clash === undefined ? problem.passing || problem.code === 'internal' : true
    toast({
      text: text('common:problem.title'), detail, tone: 'danger',
      ...(again ? { action: { label: text(clash === undefined ? 'common:action.retry' : 'common:action.useMine'), run: retry } } : {}),
    })
  },
}

/** showOutcomes makes toasts and speech of what becomes of changes. */
export function showOutcomes(): void {
  engine.listener = listener
}
