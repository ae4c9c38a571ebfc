import type { ReactNode } from 'react'

import styles from './table.module.css'

export interface ColumnOf<T> { key: string; head: ReactNode; cell: (row: T) => ReactNode; /** At the end of the line, for numbers and buttons. */ end?: boolean; /** Not on a phone. */ wideOnly?: boolean }

export interface TableProps<T> { label: string; rows: readonly T[]; columns: ReadonlyArray<ColumnOf<T>>; rowKey: (row: T) => string }

/** Plain rows of settings and logs. Lists of tasks have their own. */
export function Table<T>({ label, rows, columns, rowKey }: TableProps<T>) {
  const marks = (column: ColumnOf<T>) => ({ 'data-end': column.end === true ? '' : undefined, 'data-wide': column.wideOnly === true ? '' : undefined })
  return (
    // What scrolls must be reachable by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles['scroll']} role="region" aria-label={label} tabIndex={0}>
      <table className={styles['table']}>
        <thead><tr>{columns.map((column) => <th key={column.key} scope="col" {...marks(column)}>{column.head}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr key={rowKey(row)}>{columns.map((column) => <td key={column.key} {...marks(column)}>{column.cell(row)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  )
}
