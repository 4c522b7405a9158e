import type { JobOutcome } from "../../domain/run/outcome.ts";

/** Of a run, a thousand of which are remembered of each repository. A run may have thousands of jobs. */
const mostBytes = 2_048;

/** The first outcomes of a run, as many as there is room for, and of the others the first of each kind, so that no kind is missing. */
export function shortenOutcomes(outcomes: readonly JobOutcome[]): readonly JobOutcome[] {
  const kinds = new Set<string>();
  let room = mostBytes;
  return outcomes.filter((outcome) => {
    const kind = `${outcome.result} ${outcome.reason}`;
    const isNew = !kinds.has(kind);
    kinds.add(kind);
    const bytes = Buffer.byteLength(JSON.stringify(outcome));
    if (!isNew && bytes > room) return false;
    room -= bytes;
    return true;
  });
}
