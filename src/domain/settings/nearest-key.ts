/** What few letters may differ between a name and what was meant. */
const mostEdits = 3;

/**
 * The name that somebody most likely meant who wrote `written`; null where none is near. `quietRuns` and `quiet_runs` are as good
 * as `quiet-runs`.
 */
export function findNearestKey(written: string, names: readonly string[]): string | null {
  const meant = written
    .slice(0, 50)
    .replace(/[A-Z]/g, (letter) => `-${letter}`)
    .replaceAll("_", "-")
    .toLowerCase();
  const ranked = names
    .map((name) => ({
      name,
      edits: Math.min(countEdits(meant, name), countEdits(written.slice(0, 50), name)),
    }))
    .filter(({ name, edits }) => edits <= Math.min(mostEdits, Math.floor(name.length / 2)))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.name ?? null;
}

/** Levenshtein's distance. */
function countEdits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column += 1) {
      const swap = (row[column - 1] ?? 0) + (b[column - 1] === letter ? 0 : 1);
      next.push(Math.min(swap, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
