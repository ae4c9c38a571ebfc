import { useSyncExternalStore } from 'react'

import { languages, useLanguage, useTexts } from '~/i18n'
import { onPreference, prefer, preferences } from '~/lib/preferences'
import { Field, RadioGroup, Select } from '~/ui'

import styles from './settings.module.css'

/** How the app looks in this browser; each choice holds at once. */
export function Appearance() {
  const t = useTexts('account')
  const { code } = useLanguage()
  const { theme, contrast, motion, density } = useSyncExternalStore(onPreference, preferences)
  return (
    <div className={styles['stack']}>
      <RadioGroup label={t('theme.title')} value={theme} onChange={(value) => prefer({ theme: value })} options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))} />
      <RadioGroup label={t('contrast.title')} value={contrast} onChange={(value) => prefer({ contrast: value })} options={(['system', 'more'] as const).map((value) => ({ value, label: t(`contrast.${value}`) }))} />
      <RadioGroup label={t('density.title')} value={density} onChange={(value) => prefer({ density: value })} options={(['comfortable', 'compact'] as const).map((value) => ({ value, label: t(`density.${value}`) }))} />
      <RadioGroup label={t('motion.title')} value={motion} onChange={(value) => prefer({ motion: value })} options={(['system', 'reduced'] as const).map((value) => ({ value, label: t(`motion.${value}`) }))} />
      <Field label={t('language')}><Select label={t('language')} value={code} onChange={(value) => prefer({ language: value })} options={languages.map((one) => ({ value: one.code, label: one.name }))} /></Field>
    </div>
  )
}
