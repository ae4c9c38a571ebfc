type Name = string | false | null | undefined

/** cx joins the class names that apply. */
export function cx(...names: Name[]): string {
  return names.filter(Boolean).join(' ')
}
