import { onPreference, preferences } from '~/lib/preferences'

/** Puts what a person prefers onto the document, now and whenever it changes. */
export function applyPreferences(): void {
  show()
  onPreference(show)
}

function show(): void {
  const { theme, contrast, motion, density } = preferences()
  const root = document.documentElement.dataset
  root['theme'] = theme
  root['contrast'] = contrast === 'more' || matchMedia('(prefers-contrast: more)').matches ? 'more' : 'normal'
  root['motion'] = motion
  root['density'] = density
}
