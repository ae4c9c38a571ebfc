import { gaveUp, session, signedIn, signedOut } from '~/api/session'
import { keys, queryClient, type Account } from '~/data'
import { SignInSteps, StepUp } from '~/features/auth'
import { useTexts } from '~/i18n'
import { forgetDrafts } from '~/lib/drafts'
import { useStore } from '~/lib/store'
import { Button, Dialog } from '~/ui'

/**
 * Opens over the page when its session has ended, or when the server wants to see again who is there. The page stays
 * as it is: nothing typed is lost, and what was refused is sent again.
 */
export function SignInAgain() {
  const t = useTexts('auth')
  const state = useStore(session)
  if (state !== 'lapsed' && state !== 'stepUp') return null
  const known = queryClient.getQueryData<Account>(keys.me())
  const done = (account: Account | undefined) => {
    // Somebody else's page must not go on as mine.
    if (account !== undefined && known !== undefined && account.id !== known.id) {
      forgetDrafts()
      location.assign('/')
    } else signedIn()
  }
  const leave = () => {
    if (state === 'stepUp') return gaveUp()
    signedOut()
    location.assign('/login')
  }
  return (
    <Dialog
      open insistent title={t(state === 'lapsed' ? 'login.again' : 'stepUp.title')} description={t(state === 'lapsed' ? 'login.againText' : 'stepUp.text')} size="sm"
      actions={<Button onClick={leave}>{state === 'lapsed' ? t('login.leave') : t('common:action.cancel')}</Button>}
    >
      {state === 'lapsed'
        ? <SignInSteps email={known?.email ?? ''} submit={t('login.submit')} onDone={done} />
        : <StepUp email={known?.email ?? ''} onDone={signedIn} />}
    </Dialog>
  )
}
