import type { Miss, MissVerdict } from "../baseline/misses.ts";
import { endOf } from "../harden-runner/version-table.ts";
import { missWords } from "../text/sentences/misses.ts";
import type { Obstacle } from "./job-assessment.ts";

/** The code of a miss that is to be repaired. */
export const repairCode = "endpoint-missing";

/** The code of each kind of miss. */
const codes: Readonly<Record<MissVerdict, string>> = {
  repair: repairCode,
  waiting: "endpoint-refused",
  suspicious: "refused-suspicious",
  unproven: "refused-unproven",
  listed: "refused-though-listed",
  address: "address-dropped",
  unlistable: "refused-unlistable",
  "runner-service": "refused-runner-service",
  blocklisted: "refused-blocklisted",
  denied: "refused-denied",
};

// The gravest first; what somebody denied is as it should be.
const order = Object.keys(codes) as readonly MissVerdict[];

/**
 * Says what block mode refused a job, the gravest first. What somebody denied is not worth a word. `findObstacle` says what speaks
 * against an entry that is needed.
 */
export function describeMisses(
  misses: readonly Miss[],
  findObstacle: (endpoint: string) => string | null,
): readonly Obstacle[] {
  return [...misses]
    .filter(({ verdict }) => verdict !== "denied")
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
    .map((miss) => describeMiss(miss, findObstacle(miss.endpoint)));
}

function describeMiss(miss: Miss, obstacle: string | null): Obstacle {
  const { endpoint, verdict, runs, failed, seenIn, movedFrom, changed } = miss;
  const implicitSince = endOf("defect-kills-long-jobs");
  const refused = {
    endpoint,
    runs: runs.size,
    failed: failed.size,
    seenIn,
    movedFrom,
    changed,
    implicitSince,
  };
  return { code: codes[verdict], ...missWords[verdict](refused, obstacle) };
}
