import { Field as BaseField } from '@base-ui/react/field'
import { Form as BaseForm } from '@base-ui/react/form'
import { createContext, type ComponentPropsWithRef, type FormEvent, type ReactNode, use, useState } from 'react'

import { ApiProblem } from '~/api/problem'
import { useTexts } from '~/i18n'
import { useCountdown } from '~/lib/countdown'
import { explain } from '~/lib/explain'

import { Button } from './Button'
import styles from './form.module.css'
import { Banner, VisuallyHidden } from './small'

const Busy = createContext(false)

export interface FormProps {
  /** Gets the fields by name. What it throws as an ApiProblem is shown at the fields that it names, or above them. */
  onSubmit: (values: Record<string, string>) => Promise<void> | void
  children: ReactNode
  /** A sentence for a problem where this form knows better than the general one. */
  explainProblem?: (problem: ApiProblem) => string | undefined
  label?: string
}

/**
 * A form that sends itself to the server and shows what the server says about it. Nothing typed is lost by a refusal,
 * and the first field that is wrong gets the focus.
 */
export function Form({ onSubmit, children, explainProblem, label }: FormProps) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem>()
  const [tries, setTries] = useState(0)
  const errors = Object.fromEntries((problem?.fields ?? []).map(({ field, reason }) => [field, reason]))
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const form = event.currentTarget
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']))
    setBusy(true)
    setProblem(undefined)
    setTries(tries + 1)
    try {
      await onSubmit(values)
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem({ status: 0, code: 'unexpected' }))
    } finally {
      setBusy(false)
    }
  }
  const known = new Set(Object.keys(errors))
  return (
    <Busy value={busy}>
      <BaseForm className={styles['form']} errors={errors} onSubmit={(event) => void submit(event)} noValidate={false} {...(label === undefined ? {} : { 'aria-label': label })}>
        {problem !== undefined && (known.size === 0 || problem.code !== 'invalid') && (
          <Banner tone="danger" live>{explainProblem?.(problem) ?? <Explanation key={tries} problem={problem} />}</Banner>
        )}
        {children}
      </BaseForm>
    </Busy>
  )
}

/** What is wrong, and for how long: the seconds that are left are counted for the eye, and said once. */
function Explanation({ problem }: { problem: ApiProblem }) {
  const t = useTexts('common')
  const left = useCountdown(problem.retryAfter ?? 0)
  if (problem.retryAfter === undefined) return explain(problem)
  if (left === 0) return t('problem.again')
  return (
    <>
      <VisuallyHidden>{explain(problem)}</VisuallyHidden>
      <span aria-hidden="true">{explain(new ApiProblem({ status: problem.status, code: problem.code, detail: problem.detail, retryAfter: left }))}</span>
    </>
  )
}

/** The button that sends its form; it stays focusable while the form is on its way. */
export function SubmitButton({ children, wide, size, variant }: { children: ReactNode; wide?: boolean; size?: 'md' | 'lg'; variant?: 'primary' | 'danger' }) {
  const busy = use(Busy)
  return <Button type="submit" variant={variant ?? 'primary'} busy={busy} wide={wide ?? false} size={size ?? 'md'}>{children}</Button>
}

export function FormActions({ children }: { children: ReactNode }) {
  return <div className={styles['actions']}>{children}</div>
}

export interface FieldProps { label: string; name?: string; hint?: ReactNode; /** Said by the server or by the feature. */ error?: string | undefined; children: ReactNode }

/** A label, a control, a hint and what is wrong, tied together for screen readers. */
export function Field({ label, name, hint, error, children }: FieldProps) {
  return (
    <BaseField.Root className={styles['field']} {...(name === undefined ? {} : { name })} {...(error === undefined ? {} : { invalid: true })}>
      <BaseField.Label className={styles['label']}>{label}</BaseField.Label>
      {children}
      {hint !== undefined && <BaseField.Description className={styles['hint']}>{hint}</BaseField.Description>}
      {error === undefined ? <BaseField.Error className={styles['error']} /> : <BaseField.Error match className={styles['error']}>{error}</BaseField.Error>}
    </BaseField.Root>
  )
}

export type InputProps = Omit<ComponentPropsWithRef<'input'>, 'style' | 'className' | 'defaultValue'> & { defaultValue?: string }

/** A line of text inside a Field. */
export function Input(props: InputProps) {
  return <BaseField.Control {...props} className={styles['control'] ?? ''} />
}

export function Textarea(props: Omit<ComponentPropsWithRef<'textarea'>, 'style' | 'className'>) {
  return <BaseField.Control render={<textarea {...props} />} className={styles['control'] ?? ''} {...(props.name === undefined ? {} : { name: props.name })} />
}

export interface TextFieldProps extends InputProps { label: string; hint?: ReactNode; error?: string | undefined }

/** The usual field: a label with a line of text. */
export function TextField({ label, hint, error, ...input }: TextFieldProps) {
  return <Field label={label} hint={hint} error={error} {...(input.name === undefined ? {} : { name: input.name })}><Input {...input} /></Field>
}

/** A password that can be looked at; password managers know it by autoComplete. */
export function PasswordField({ label, hint, autoComplete, name = 'password', ...input }: TextFieldProps & { autoComplete: 'current-password' | 'new-password' }) {
  const t = useTexts('auth')
  const [shown, setShown] = useState(false)
  return (
    <Field label={label} hint={hint} name={name}>
      <span className={styles['withButton']}>
        <Input {...input} name={name} type={shown ? 'text' : 'password'} autoComplete={autoComplete} spellCheck={false} autoCapitalize="none" />
        <Button variant="ghost" icon={shown ? 'eyeOff' : 'eye'} aria-label={t(shown ? 'signup.hide' : 'signup.show')} onClick={() => setShown(!shown)} />
      </span>
    </Field>
  )
}
