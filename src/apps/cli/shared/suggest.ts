import { closestMatch } from "leven";

/** So many letters may differ, and not more than half of them. */
const mostDifferences = 2;

/** What was probably meant by a word that is not known, in brackets to be read behind it; empty where nothing is near. */
export function suggest(word: string, known: readonly string[], before = ""): string {
  const maxDistance = Math.min(mostDifferences, Math.floor(word.length / 2));
  const nearest = closestMatch(word, [...known], { maxDistance });
  return nearest === undefined ? "" : ` (did you mean ${before}${nearest}?)`;
}
