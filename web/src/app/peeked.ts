/** taskAt is the task of a card or a line of a list that has the focus itself, not of what is in it. */
export function taskAt(target: EventTarget | null): string | undefined {
  return target instanceof HTMLElement ? (target.dataset['card'] ?? target.dataset['task']) : undefined
}

/** taskElement is where a task stands on the page. */
export function taskElement(task: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-card="${CSS.escape(task)}"], [data-task="${CSS.escape(task)}"]`)
}
