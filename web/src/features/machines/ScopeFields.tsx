import { useTexts } from '~/i18n'
import type { Role } from '~/lib/workspace'
import { Checkbox } from '~/ui'

import styles from './machines.module.css'
import { type Scope, scopesFor } from './model'

/** The permissions that a machine gets, of those that the role can hold. */
export function ScopeFields({ role, chosen, onChange, error }: { role: Role; chosen: ReadonlySet<Scope>; onChange: (chosen: Set<Scope>) => void; error?: string | undefined }) {
  const t = useTexts('machines')
  const toggle = (scope: Scope, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(scope)
    else next.delete(scope)
    onChange(next)
  }
  return (
    <fieldset className={styles['scopes']}>
      <legend className={styles['strong']}>{t('scopes')}</legend>
      {scopesFor(role).map(({ topic, scopes }) => (
        <fieldset key={topic} className={styles['topic']}>
          <legend className={styles['soft']}>{t(`topic.${topic}`)}</legend>
          {scopes.map(({ scope, verb }) => <Checkbox key={scope} label={t(`verb.${verb}`)} checked={chosen.has(scope)} onChange={(on) => toggle(scope, on)} />)}
        </fieldset>
      ))}
      {error !== undefined && <p role="alert" className={styles['error']}>{error}</p>}
    </fieldset>
  )
}
