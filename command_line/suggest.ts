/**
 * What a misspelt word may be meant as.
 *
 * @module
 */
import { levenshteinDistance } from "../std/levenshtein.ts";

/** Words are compared up to this length, in characters. */
const MAX_LENGTH = 64;

/** The candidate that differs least; `undefined` if none is like the word. */
export function closest(
  word: string,
  candidates: Iterable<string>,
): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  // One fault in three characters.
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = levenshteinDistance(word, candidate);
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

/** The question behind a message, or nothing. */
export function didYouMean(
  word: string,
  candidates: Iterable<string>,
  prefix = "",
): string {
  const found = closest(word, candidates);
  return found === undefined ? "" : `; did you mean ${prefix}${found}?`;
}
