import { merged } from '~/lib/fuzzy'
import { fold } from '~/lib/fuzzy'

/** The longest question that the server takes to be words. */
export const longestText = 200

/**
 * foundIn are the places in a title where a search has found its words: each at the beginning of a word, as the server
 * searches. A word that only the description holds is found nowhere here.
 */
export function foundIn(text: string, query: string): Array<[number, number]> {
  const folded = fold(text)
  const ranges: Array<[number, number]> = []
  for (const word of new Set(fold(query).split(/[^\p{L}\p{N}\p{M}]+/u).filter((one) => one !== ''))) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      if (at === 0 || !/[\p{L}\p{N}\p{M}]/u.test(folded.charAt(at - 1))) ranges.push([at, at + word.length])
    }
  }
  return merged(ranges)
}

/** asksSomething: punctuation alone finds nothing, and isn't worth a request. */
export const asksSomething = (query: string): boolean => /[\p{L}\p{N}]/u.test(query)
