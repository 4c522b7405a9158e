import { type Baseline, baselineOf, emptyBaseline } from "../../../src/domain/baseline/baseline.ts";
import { createAllows } from "../../../src/domain/endpoint/entry.ts";
import type { Observation } from "../../../src/domain/record/observation.ts";
import type { Random } from "../readiness/random.ts";
import { type LivingEndpoint, type LivingJob, steps } from "./world.ts";

const start = Date.UTC(2026, 0, 1);

/** The time of a day, ISO 8601 UTC. */
export function dateOf(day: number): string {
  return new Date(start + day * 86_400_000).toISOString();
}

/** One run of a job: what it called, and what its list refused. */
export interface LivedRun {
  readonly runId: number;
  readonly day: number;
  readonly called: readonly LivingEndpoint[];
  readonly refused: readonly LivingEndpoint[];
  readonly isBlocking: boolean;
  readonly hasFailed: boolean;
}

/** Lets a job run. `list` is null in audit mode; `more` is called besides. */
export function live(
  job: LivingJob,
  {
    runId,
    day,
    list,
  }: { readonly runId: number; readonly day: number; readonly list: readonly string[] | null },
  more: readonly LivingEndpoint[],
  random: Random,
): LivedRun {
  const wanted = [...job.endpoints, ...more].filter(
    ({ from, until, chance }) => day >= from && day < until && random() < chance,
  );
  const allows = list === null ? () => true : createAllows(list);
  const isLet = ({ host }: LivingEndpoint): boolean => allows({ host, port: 443 });
  const refused = wanted.filter((endpoint) => !isLet(endpoint));
  return {
    runId,
    day,
    called: wanted.filter(isLet),
    refused,
    isBlocking: list !== null,
    hasFailed: refused.some(({ isEssential }) => isEssential),
  };
}

/** What a run teaches. `suspects` are the refused endpoints that came with other people's code. */
export function teach(
  job: LivingJob,
  run: LivedRun,
  event: string,
  suspects: ReadonlyMap<string, readonly string[]>,
): Baseline {
  const at = dateOf(run.day);
  const observation: Observation = {
    status: "recorded",
    reason: null,
    repository: "octo-org/octo-repo",
    runId: run.runId,
    jobName: job.id,
    workflow: null,
    image: null,
    at,
    policy: run.isBlocking ? "block" : "audit",
    enforced: run.isBlocking,
    enforcement: { state: run.isBlocking ? "enforced" : "audit" },
    actions: [],
    endpoints: run.called.map(({ host, step }) => ({
      host,
      port: 443,
      implicit: false,
      alwaysReachable: false,
      via: "called",
      processes: ["node"],
      firstSeen: at,
      lastSeen: at,
      sharedWith: [],
      steps: [step],
    })),
    addresses: [],
    resolvedOnly: [],
    refused: run.refused.map(({ host, step }) => ({
      host,
      ports: [443],
      processes: ["node"],
      steps: [step],
      isListed: false,
      isBlocklisted: false,
    })),
    lookalikes: 0,
  };
  const facts = {
    attempt: 1,
    event,
    succeeded: !run.hasFailed,
    failed: run.hasFailed,
    executedSteps: steps,
    suspects,
  };
  return baselineOf(observation, facts) ?? emptyBaseline;
}
