import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import { type Baseline, endpointKey, groupByEndpoint, type RunKey } from "../../domain/baseline/baseline.ts";
import { findLookBack } from "../../domain/baseline/look-back.ts";
import { withRemembered } from "../../domain/baseline/recall.ts";
import { unknownChange } from "../../domain/text/sentences/misses.ts";
import { createFindChanges } from "../look/find-changes.ts";

/** What the run at hand had refused, and which actions it used. */
export interface RefusedInRun {
  /** `host:port` */
  readonly endpoints: readonly string[];
  /** `owner/name@ref sha` */
  readonly actions: readonly string[];
}

/**
 * Finds the refused endpoints that are new right after a dependency or an action has changed, with what that was: paths of files and
 * actions. What was suspicious once stays so. Asks GitHub, by two calls, only where something is new.
 * `baseline` is what was learned of the job before. Without a client nothing is asked, as of a run of another repository, whose code the job's
 * does not know: then all that is new is suspicious. @throws what GitHub answered with
 */
export async function findSuspects(
  { endpoints, actions }: RefusedInRun,
  baseline: Baseline,
  { repository, run }: LearnRun,
  octokit: Octokit | null,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const here: RunKey = `${run.id}/${run.attempt}`;
  const groups = groupByEndpoint({ endpoints: withRemembered(baseline) });
  const suspects = new Map<string, readonly string[]>();
  const isKnown = (endpoint: string): boolean =>
    [...(groups.get(endpoint)?.values() ?? [])].some(({ runs }) => [...runs].some((key) => key !== here));
  const fresh = endpoints.filter((endpoint) => !isKnown(endpoint));
  const changed = fresh.length === 0 ? [] : await findChanges();
  if (changed.length > 0) for (const endpoint of fresh) suspects.set(endpoint, changed);
  for (const endpoint of endpoints) {
    const before = baseline.endpoints.get(endpointKey(endpoint, "suspicious"));
    if (before !== undefined) suspects.set(endpoint, [...before.related]);
  }
  return suspects;

  /** What changed since the runs that are known to have done without. */
  async function findChanges(): Promise<readonly string[]> {
    if (octokit === null) return [unknownChange];
    const lookBack = findLookBack(baseline, here, run.startedAt);
    if (lookBack === null) return [];
    return createFindChanges(octokit, repository, baseline)(lookBack.near, { headSha: run.headSha, actions });
  }
}
