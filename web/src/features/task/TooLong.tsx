import { useTexts } from '~/i18n'

import { excess } from './model'
import styles from './task.module.css'

/** Says how much must go before a text can be sent; a longer paste stays whole until then. */
export function TooLong({ text, limit }: { text: string; limit: number }) {
  const t = useTexts('task')
  const over = excess(text, limit)
  return <span role="status" className={styles['soft']}>{over > 0 && t('tooLong', { over: String(over), limit: String(limit) })}</span>
}
