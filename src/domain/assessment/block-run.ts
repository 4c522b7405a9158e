import { type Baseline, groupByEndpoint, isRefusal, type RunKey } from "../baseline/baseline.ts";
import { readEnforcement, type SilentLeg } from "../baseline/enforcement-now.ts";
import { isOfRunnerImage, type MissVerdict } from "../baseline/misses.ts";
import { describeUnenforced } from "./describe-enforcement.ts";
import type { JobAssessment, Obstacle } from "./job-assessment.ts";

/** Something that a job's list refused it in one run. */
export interface RunRefusal {
  /** `host:port`, or an address alone. */
  readonly endpoint: string;
  readonly steps: readonly string[];
  /** The job failed. */
  readonly isFailure: boolean;
  /** What is to be done about it; null where the list has it by now. */
  readonly verdict: MissVerdict | null;
}

/** How a job fared in one run in block mode. */
export interface BlockRun {
  readonly run: RunKey;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Why it was not held to the list; empty where it was, null where no record tells. */
  readonly unenforced: readonly Obstacle[] | null;
  /** Why no record tells; null where one does, or nothing is known of the run. */
  readonly silence: Pick<SilentLeg, "state" | "reason"> | null;
  /** Some leg of it failed, or was cut off. */
  readonly hasFailed: boolean;
  /** How many endpoints it called. */
  readonly called: number;
  readonly refused: readonly RunRefusal[];
}

/** Judges how a job fared in one run of a baseline. */
export function judgeBlockRun(
  { misses, unenforced: known }: JobAssessment,
  baseline: Baseline,
  run: RunKey,
): BlockRun {
  const only = keepRun(baseline, run);
  const enforcement = readEnforcement(only);
  const refused: RunRefusal[] = [];
  let called = 0;
  for (const [endpoint, sightings] of groupByEndpoint(only)) {
    const refusals = [...sightings].filter(([kind]) => isRefusal(kind));
    if (refusals.length < sightings.size) called += 1;
    // What the runner image looks up by itself is no miss.
    if (refusals.length === 0 || isOfRunnerImage(endpoint)) continue;
    refused.push({
      endpoint,
      steps: [...new Set(refusals.flatMap(([, { steps }]) => [...steps]))],
      isFailure: sightings.has("refused-failed"),
      verdict: misses.find((miss) => miss.endpoint === endpoint)?.verdict ?? null,
    });
  }
  const { enforcedIn = null, silent = [] } = enforcement ?? {};
  const removals = new Map(known.map(({ detail, removal }) => [detail, removal]));
  const unenforced = (enforcement?.unenforced ?? []).map((leg) => {
    const removal = leg.cause === "host-unresolved" ? removals.get(leg.detail) : undefined;
    return removal === undefined ? leg : { ...leg, removal };
  });
  return {
    run,
    at: baseline.runs.get(run)?.at ?? "",
    unenforced: enforcedIn === null && unenforced.length === 0 ? null : describeUnenforced(unenforced),
    silence: silent.find(({ state }) => state === "died") ?? silent[0] ?? null,
    hasFailed: [...only.enforcement.keys()].some((key) => /^(?:failed |died:)/.test(key)),
    called,
    refused,
  };
}

/** A baseline as if only one run had been observed. */
function keepRun(baseline: Baseline, run: RunKey): Baseline {
  const observed = baseline.runs.get(run);
  return {
    ...baseline,
    runs: new Map(observed === undefined ? [] : [[run, observed]]),
    endpoints: new Map([...baseline.endpoints].filter(([, { runs }]) => runs.has(run))),
    actions: new Map([...baseline.actions].filter(([, runs]) => runs.has(run))),
    enforcement: new Map(
      [...baseline.enforcement].filter(([, runs]) => runs.has(run)).map(([key]) => [key, new Set([run])]),
    ),
  };
}
