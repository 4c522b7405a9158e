import type { RunKey } from "./baseline.ts";
import { numbersOf } from "./memory.ts";

/**
 * The rank of each run by when it was created, its first attempt, which is what tells how old its workflow file is: a run that is run again
 * or waited long for a runner has the file of its time. Oldest first.
 */
export function rankByCreation(runs: Iterable<RunKey>): ReadonlyMap<RunKey, number> {
  const ordered = [...runs].map((key) => ({ key, numbers: numbersOf(key) }));
  ordered.sort(({ numbers: [id, attempt] }, { numbers: [otherId, otherAttempt] }) =>
    id === otherId ? attempt - otherAttempt : id - otherId,
  );
  return new Map(ordered.map(({ key }, rank) => [key, rank]));
}
