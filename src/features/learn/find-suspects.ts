import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readChangedFiles } from "../../adapters/github/files/changed-files.ts";
import { readRun } from "../../adapters/github/runs/read-run.ts";
import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import { type Baseline, endpointKey, groupByEndpoint, type RunKey } from "../../domain/baseline/baseline.ts";
import { findDependencyChanges } from "../../domain/baseline/dependency-changes.ts";
import { withRemembered } from "../../domain/baseline/recall.ts";
import { isKnownRelease } from "../../domain/baseline/recorded-by.ts";
import { isComplete, orderedRuns } from "../../domain/baseline/window.ts";
import { unknownChange } from "../../domain/text/sentences/misses.ts";

/** What the run at hand had refused, and which actions it used. */
export interface RefusedInRun {
  /** `host:port` */
  readonly endpoints: readonly string[];
  /** `owner/name@ref sha` */
  readonly actions: readonly string[];
}

const mostNamed = 20;

/**
 * Finds the refused endpoints that are new right after a dependency or an action has changed, with what that was: paths of files and
 * actions. What was suspicious once stays so. Asks GitHub, by two calls, only where something is new and the actions are the same.
 * `baseline` is what was learned of the job before. @throws what GitHub answered with
 */
export async function findSuspects(
  { endpoints, actions }: RefusedInRun,
  baseline: Baseline,
  { repository, run }: LearnRun,
  octokit: Octokit,
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

  /** What changed since the newest run that is known to have done without. */
  async function findChanges(): Promise<readonly string[]> {
    const before = findRunBefore(baseline, run.startedAt, here);
    if (before === null) return [];
    const known = new Set(
      [...baseline.actions].filter(([, runs]) => runs.has(before)).map(([action]) => action),
    );
    // Also where a tag was moved, of which no commit of the repository tells.
    const fetched = actions.filter((action) => !isKnownRelease(action));
    const other = known.size === 0 ? [] : fetched.filter((action) => !known.has(action));
    if (other.length > 0) return other.slice(0, mostNamed);
    const earlier = await readRun(octokit, repository, before);
    if (earlier === null) return [unknownChange];
    if (earlier.headSha === run.headSha) return [];
    const files = await readChangedFiles(octokit, repository, { base: earlier.headSha, head: run.headSha });
    return files === null ? [unknownChange] : findDependencyChanges(files).slice(0, mostNamed);
  }
}

/** The newest complete run before a moment; where there is none, the oldest that was observed at all. */
function findRunBefore(baseline: Baseline, at: string, except: RunKey): RunKey | null {
  const earlier = orderedRuns(baseline).filter(
    ([key, run]) => key !== except && run.legs.size > 0 && Date.parse(run.at) < Date.parse(at),
  );
  const [key = null] = earlier.findLast(([, run]) => isComplete(run)) ?? earlier[0] ?? [];
  return key;
}
