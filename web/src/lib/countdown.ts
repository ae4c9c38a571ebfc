import { useEffect, useState } from 'react'

/** useCountdown is how many of the seconds are left since it was first asked, down to 0. */
export function useCountdown(seconds: number): number {
  const [end] = useState(() => performance.now() + seconds * 1000)
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    if (left === 0) return undefined
    // To the next whole second, also after a pause of the page.
    const rest = Math.max(0, end - performance.now())
    const timer = setTimeout(() => setLeft(Math.max(0, Math.ceil((end - performance.now() - 20) / 1000))), rest % 1000 || 1000)
    return () => clearTimeout(timer)
  }, [end, left])
  return left
}
