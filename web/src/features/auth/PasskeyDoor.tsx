import { useEffect, useEffectEvent, useState } from 'react'

import { api, unwrap } from '~/api/client'
import { ApiProblem, isProblem } from '~/api/problem'
import type { components } from '~/api/schema'
import { useTexts } from '~/i18n'
import { explain } from '~/lib/explain'
import { Banner, Button } from '~/ui'

import { answer, explainPasskey, offer } from './passkey'

type SignedIn = components['schemas']['SessionsSignedIn']

const question = (signal?: AbortSignal) => unwrap(api.GET('/api/v1/auth/passkey/begin', signal === undefined ? {} : { signal }))

/** Signs in by passkey alone: by its button, or by choosing one where the address is typed. */
export function PasskeyDoor({ onAnswer }: { onAnswer: (answer: SignedIn) => void }) {
  const t = useTexts('auth')
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<ApiProblem>()
  const finish = async (assertion: string) => {
    onAnswer(await unwrap(api.POST('/api/v1/auth/passkey/finish', { body: { assertion, client: 'browser' } })))
  }
  const chosen = useEffectEvent(finish)
  // A browser has room for one question: this one ends when the button asks, or when another way has let somebody in.
  useEffect(() => {
    if (asking) return undefined
    const ended = new AbortController()
    void offer(() => question(ended.signal), ended.signal)
      .then((assertion) => (assertion === undefined ? undefined : chosen(assertion)))
      .catch((error: unknown) => {
        // Nobody has asked for this offer: only what was chosen and refused is told.
        if (!ended.signal.aborted && isProblem(error, 'unauthenticated')) setProblem(error)
      })
    return () => ended.abort()
  }, [asking])
  const ask = async () => {
    setAsking(true)
    setProblem(undefined)
    try {
      await finish(await answer(await question()))
    } catch (error) {
      setProblem(isProblem(error) ? error : new ApiProblem({ status: 0, code: 'unexpected' }))
    } finally {
      setAsking(false)
    }
  }
  return (
    <>
      <Button wide size="lg" icon="key" busy={asking} onClick={() => void ask()}>{t('passkey.signIn')}</Button>
      {problem !== undefined && <Banner tone={problem.code === 'passkey-cancelled' ? 'neutral' : 'danger'} live>{(problem.status === 401 ? t('passkey.refused') : explainPasskey(problem, t)) ?? explain(problem)}</Banner>}
    </>
  )
}
