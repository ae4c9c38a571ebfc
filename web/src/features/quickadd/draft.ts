import { present } from '~/lib/clock'
import { createStore } from '~/lib/store'

/** What is being written. It outlives the dialog, so that closing it by mistake loses nothing. */
export interface Draft { open: boolean; text: string; refused: ReadonlySet<string>; project: string | undefined; /** When it was written last: what “tomorrow” is counted from. */ at: Date }

const empty = { text: '', refused: new Set<string>() }

export const draft = createStore<Draft>({ open: false, project: undefined, at: present(), ...empty })

/** openQuickAdd begins a task from anywhere; a text that isn't sent yet is still there. */
export function openQuickAdd(start: { text?: string; project?: string; due?: string } = {}): void {
  draft.set((before) => ({ ...before, open: true, at: present(), text: start.text ?? (start.due !== undefined && before.text.trim() === '' ? `${start.due} ` : before.text), project: start.project ?? before.project }))
}

export function closeQuickAdd(): void {
  draft.set((before) => ({ ...before, open: false, project: undefined, ...(before.text.trim() === '' ? empty : {}) }))
}

export function clearDraft(open: boolean): void {
  draft.set((before) => ({ ...before, ...empty, open, project: open ? before.project : undefined }))
}

/** restoreDraft gives back a text that the server has refused, unless something else is being written. */
export function restoreDraft(text: string): void {
  draft.set((before) => (before.text === '' ? { ...before, text, at: present() } : before))
}
