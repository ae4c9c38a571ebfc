import { useQuery } from '@tanstack/react-query'
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'

import { labelsQuery, membersQuery, meQuery, projectsQuery } from '~/data'
import { useLanguage } from '~/i18n'
import { present } from '~/lib/clock'
import { useStore } from '~/lib/store'
import { zoneHere } from '~/lib/zone'

import { draft } from './draft'
import { accepted, type Line, linesOf, offers, stillRefused, tokenBefore, type Typing, typingAt } from './model'
import { type Known, type Named, refusedKey, type Token } from './parse'

function useKnown(ws: string): Known {
  const projects = useQuery(projectsQuery(ws)).data
  const labels = useQuery(labelsQuery(ws)).data
  const members = useQuery(membersQuery(ws)).data
  const me = useQuery(meQuery()).data?.id ?? ''
  return useMemo(() => ({
    projects: projects ?? [], labels: labels ?? [], members: (members ?? []).map((one) => ({ id: one.user_id, name: one.name })), me,
  }), [projects, labels, members, me])
}

export interface Composer {
  text: string
  lines: Line[]
  tokens: Token[]
  known: Known
  /** The names offered for what is being typed, and which of them Enter takes. */
  offered: { list: Named[]; active: number; typing: Typing } | undefined
  write(text: string, caret: number): void
  moveCaret(caret: number): void
  choose(at: number): void
  step(by: number): void
  dismiss(): void
  refuse(token: Token): void
  /** refuseAt takes back the token at the caret; false when there is none. */
  refuseAt(caret: number, onlyEnd: boolean): boolean
}

const namesFor = (known: Known, typing: Typing) => (typing.sign === '#' ? known.projects : typing.sign === '@' ? known.labels : known.members)

export function useComposer(ws: string, field: RefObject<HTMLTextAreaElement | null>): Composer {
  const { text, refused, at: now } = useStore(draft)
  const known = useKnown(ws)
  const { code } = useLanguage()
  const wanted = useRef<number | undefined>(undefined)
  const [caret, setCaret] = useState(text.length)
  const [active, setActive] = useState(0)
  const [dismissed, setDismissed] = useState(-1)
  const lines = useMemo(() => linesOf(text, { now, zone: zoneHere(), language: code }, known, refused), [text, refused, now, known, code])
  const tokens = useMemo(() => lines.flatMap((one) => one.tokens), [lines])
  const typing = typingAt(text, caret, tokens)
  const list = typing === undefined || typing.start === dismissed ? [] : offers(typing.query, namesFor(known, typing))

  useLayoutEffect(() => {
    if (wanted.current === undefined) return
    field.current?.setSelectionRange(wanted.current, wanted.current)
    wanted.current = undefined
  })

  const refuse = (token: Token) => draft.set((before) => ({ ...before, refused: new Set([...before.refused, refusedKey(token.text)]) }))
  const write = (next: string, at: number) => {
    draft.set((before) => ({ ...before, text: next, at: present(), refused: stillRefused(before.refused, next) }))
    setCaret(at)
    setActive(0)
    if (typing === undefined) setDismissed(-1)
  }
  return {
    text, lines, tokens, known, write, refuse,
    offered: typing === undefined || list.length === 0 ? undefined : { list, active: Math.min(active, list.length - 1), typing },
    moveCaret: setCaret,
    step: (by) => setActive((Math.min(active, list.length - 1) + by + list.length) % list.length),
    dismiss: () => setDismissed(typing?.start ?? -1),
    choose(at) {
      const name = list[at]?.name
      if (typing === undefined || name === undefined) return
      const next = accepted(text, caret, typing, name)
      wanted.current = next.caret
      write(next.text, next.caret)
      field.current?.focus()
    },
    refuseAt(at, onlyEnd) {
      const token = tokenBefore(tokens, at)
      if (token === undefined || (onlyEnd && token.end !== at)) return false
      refuse(token)
      return true
    },
  }
}
