import { type Arrival, findFirstRuns } from "../../../src/domain/baseline/arrival.ts";
import type { Baseline } from "../../../src/domain/baseline/baseline.ts";
import { isStranger } from "../../../src/domain/endpoint/stranger.ts";
import { horizon } from "./proposal.ts";
import { createRandom, poisson } from "./random.ts";
import type { Timeline } from "./runs.ts";

const millisecondsPerDay = 86_400_000;
/** As far back as logs are kept, and what is compared with a run looks back. */
const daysBefore = 130;
/** Apart from what is drawn for the runs of a day. */
const ownDraws = 500_000;
const changed = ["package-lock.json"] as const;

/** What changed before a job first wanted its endpoints, where its dependencies are updated at random once in so many days. */
export interface KnownArrivals {
  /** By endpoint. What is known stays. */
  readonly all: Readonly<Record<string, Arrival>>;
  /** Looks for some endpoints; says whether any was found that was not known. */
  find(baseline: Baseline, endpoints: readonly string[]): boolean;
}

/** Follows the product's `findArrivals`, which asks GitHub what changed between two commits. */
export function createArrivals({ job }: Timeline, daysBetween: number): KnownArrivals {
  const updates = drawUpdates(job.seed, daysBetween);
  const all: Record<string, Arrival> = {};
  return { all, find };

  function find(baseline: Baseline, endpoints: readonly string[]): boolean {
    const unknown = endpoints.filter((endpoint) => all[endpoint] === undefined && isStranger(endpoint));
    if (unknown.length === 0) return false;
    const timeOf = (run: string): number => Date.parse(baseline.runs.get(run)?.at ?? "") / millisecondsPerDay;
    const isUpdated = (from: number, to: number): boolean =>
      updates.some((update) => update > from && update <= to);
    const first = findFirstRuns(baseline, unknown);
    for (const { endpoint, at, near, far } of first) {
      const day = Date.parse(at) / millisecondsPerDay;
      all[endpoint] = {
        at,
        justBefore: isUpdated(timeOf(near), day) ? changed : [],
        weeksBefore: isUpdated(timeOf(far), day) ? changed : [],
      };
    }
    return first.length > 0;
  }
}

/** In days, as runs are, ascending. */
function drawUpdates(seed: number, daysBetween: number): readonly number[] {
  const times: number[] = [];
  for (let day = -daysBefore; day <= horizon; day += 1) {
    const random = createRandom(seed, ownDraws + day);
    for (let left = poisson(random, 1 / daysBetween); left > 0; left -= 1) times.push(day + random());
  }
  return times.sort((a, b) => a - b);
}
