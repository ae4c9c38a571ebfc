import { Skeleton } from '~/ui'

import styles from './list.module.css'

/** Lines as high as those that are on their way. */
export function TaskSkeleton({ lines = 8 }: { lines?: number }) {
  return (
    <div className={styles['box']} aria-busy>
      {Array.from({ length: lines }, (_, at) => <div key={at} className={styles['row']}><Skeleton width={at % 3 === 0 ? '50' : at % 3 === 1 ? '75' : '25'} /></div>)}
    </div>
  )
}
