import type { ApiProblem } from '~/api/problem'
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

/** What was refused for one reason is said in one place until that is closed: all that was typed, and one way to try all of it again. */
interface Refusals { typed: string[]; retries: Array<() => void> }

const refusals = new Map<string, Refusals>()

function refusalsOf(id: string): Refusals {
  const one = refusals.get(id) ?? { typed: [], retries: [] }
  refusals.set(id, one)
  return one
}

const shown = (typed: readonly string[]) => {
  const all = typed.join('\n')
  return all.length > 200 ? `${all.slice(0, 199)}…` : all
}

/** refused says why, gives back what was typed, and stays until it is closed when there is something to lose. */
function refused(problem: ApiProblem, typed: string, retry: () => void, clash: Clash | undefined): void {
  const id = clash === undefined ? `refused ${problem.code}` : `clash ${clash.field}`
  const all = refusalsOf(id)
  if (typed !== '' && !all.typed.includes(typed)) all.typed.push(typed)
  all.retries.push(retry)
  const reason = clash === undefined ? explain(problem) : clashText(clash)
  const again = clash !== undefined || problem.passing || problem.code === 'internal'
  const label = text(clash === undefined ? 'common:action.retry' : 'common:action.useMine')
  const held = all.typed.length > 0
  toast({
    id, onClose: () => refusals.delete(id), text: text('common:problem.title'), tone: 'danger', detail: held ? `${reason} ${text('common:problem.typed', { typed: shown(all.typed) })}` : reason,
    ...(held ? { timeout: 0, also: { label: text('common:action.copyTyped'), run: () => void navigator.clipboard.writeText(all.typed.join('\n')) } } : {}),
    ...(again ? { action: { label, run: () => all.retries.splice(0).forEach((one) => one()) } } : {}),
  })
}

const listener: Listener = {
  done({ text: said, toast: shown, also }, undo) {
    speak(said)
    if (shown === true) toast({ text: said, also, ...(undo === undefined ? {} : { action: { label: text('common:action.undo'), run: undo } }) })
  },
  failed(problem, { typed }, retry, clash) {
    refused(problem, typed, retry, clash)
  },
}

/** showOutcomes makes toasts and speech of what becomes of changes. */
export function showOutcomes(): void {
  engine.listener = listener
}
