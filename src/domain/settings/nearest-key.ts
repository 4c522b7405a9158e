import leven from "leven";

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
      edits: Math.min(leven(meant, name), leven(written.slice(0, 50), name)),
    }))
    .filter(({ name, edits }) => edits <= Math.min(mostEdits, Math.floor(name.length / 2)))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.name ?? null;
}
