import type { Miss, MissVerdict } from "../baseline/misses.ts";
import { endOf } from "../harden-runner/version-table.ts";
import { missWords, sayBurst } from "../text/sentences/misses.ts";
import type { Obstacle } from "./job-assessment.ts";

/** The code of a miss that is to be repaired. */
export const repairCode = "endpoint-missing";

/** The code of each kind of miss. */
const codes: Readonly<Record<MissVerdict, string>> = {
  repair: repairCode,
  suspicious: "refused-suspicious",
  burst: "refused-in-burst",
  asked: "endpoint-refused",
  unproven: "refused-unproven",
  listed: "refused-though-listed",
  masked: "refused-masked",
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
 * against an entry that is needed; `job` is as commands name it, `ci.yml:build`.
 */
export function describeMisses(
  misses: readonly Miss[],
  job: string,
  findObstacle: (endpoint: string) => string | null,
): readonly Obstacle[] {
  const told = misses
    .filter(({ verdict }) => verdict !== "denied")
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const burst = told.filter(({ verdict }) => verdict === "burst");
  return told
    .filter((miss) => miss.verdict !== "burst" || miss === burst[0])
    .map((miss) =>
      miss.verdict === "burst"
        ? {
            code: codes.burst,
            ...sayBurst(
              burst.map(({ endpoint }) => endpoint),
              job,
            ),
          }
        : describeMiss({ ...miss, verdict: miss.verdict }, job, findObstacle(miss.endpoint)),
    );
}

function describeMiss(
  miss: Miss & { readonly verdict: Exclude<MissVerdict, "burst"> },
  job: string,
  obstacle: string | null,
): Obstacle {
  const { endpoint, verdict, runs, failed, seenIn, movedFrom, changed } = miss;
  const implicitSince = endOf("defect-kills-long-jobs");
  const refused = {
    endpoint,
    job,
    runs: runs.size,
    failed: failed.size,
    seenIn,
    movedFrom,
    changed,
    implicitSince,
  };
  return { code: codes[verdict], ...missWords[verdict](refused, obstacle) };
}
