import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'

import { api, unwrap } from '~/api/client'
import { isProblem } from '~/api/problem'
import { keys, meQuery, queryClient } from '~/data'
import { useTexts } from '~/i18n'
import { buttonClass, Form, SubmitButton } from '~/ui'

import { Door } from './Door'

/** An invitation is accepted by whoever is signed in and was invited; who isn't signed in, does that first and comes back. */
export function InvitePage() {
  const t = useTexts('auth')
  const navigate = useNavigate()
  const { token = '' } = useSearch({ strict: false }) as { token?: string }
  const me = useQuery({ ...meQuery(), retry: false })
  const [gone, setGone] = useState(false)
  const accept = async () => {
    try {
      const { workspace_id: ws } = await unwrap(api.POST('/api/v1/invitations/accept', { body: { token } }))
      await queryClient.invalidateQueries({ queryKey: keys.workspaces() })
      await navigate({ to: '/w/$ws', params: { ws }, replace: true })
    } catch (error) {
      if (!isProblem(error, 'not-found', 'gone', 'conflict', 'invalid')) throw error
      setGone(true)
    }
  }
  const here = `/invite?token=${encodeURIComponent(token)}`
  if (token === '') return <Door title={t('invite.title')}><p>{t('verify.missing')}</p></Door>
  if (gone) return <Door title={t('invite.gone')}><p role="status">{t('invite.goneText', { email: me.data?.email ?? '' })}</p><Link to="/" className={buttonClass('primary', 'lg')}>{t('common:action.continue')}</Link></Door>
  return (
    <Door title={t('invite.title')}>
      {me.data === undefined
        ? me.isError && (
          <>
            <p>{t('invite.signIn')}</p>
            <Link to="/login" search={{ to: here }} className={buttonClass('primary', 'lg')}>{t('login.submit')}</Link>
            <Link to="/signup" className={buttonClass('secondary', 'lg')}>{t('login.signup')}</Link>
          </>
        )
        : (
          <>
            <p>{t('invite.text', { name: me.data.name, email: me.data.email })}</p>
            <Form label={t('invite.title')} onSubmit={accept}><SubmitButton wide size="lg">{t('invite.submit')}</SubmitButton></Form>
          </>
        )}
    </Door>
  )
}
