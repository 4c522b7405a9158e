import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { listRecentRuns } from "../../../adapters/github/runs/recent-runs.ts";
import type { LearnRun } from "../../../adapters/queue/tasks/learn-run.ts";
import type { Propose } from "../../../adapters/queue/tasks/propose.ts";
import type { Store } from "../../../adapters/store/store.ts";
import { isLogMissing } from "../../../domain/record/reasons.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import { type RunTally, tallyRuns } from "../../../domain/run/run-tally.ts";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import { learnIfThere } from "../../learn/learn-if-there.ts";
import type { ProposeResult } from "../../propose/result.ts";

export interface RefreshTools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "outcomes">;
  learnRun(task: LearnRun): Promise<readonly string[]>;
  propose(task: Propose): Promise<ProposeResult>;
}

/** What a refresh did. */
export interface Refreshed {
  /** Runs that are over and had not been seen before, or lacked a log, and those of them that GitHub deleted meanwhile. */
  readonly newRuns: number;
  readonly goneRuns: number;
  /** What became of the rest. */
  readonly tallies: readonly RunTally[];
  readonly result: ProposeResult;
}

/**
 * Learns the newest completed runs of a workflow file that have not been seen yet, and makes its pull request what the
 * baselines ask for. Broken off and repeated, it goes on where it was.
 */
export async function refreshFile(
  repository: Repository,
  path: string,
  tools: RefreshTools,
): Promise<Refreshed> {
  const unseen = await findUnseen(repository, path, tools);
  const taught = new Set<string>();
  let goneRuns = 0;
  let unfinishedRuns = 0;
  for (const run of unseen) {
    const paths = await learnIfThere(() => tools.learnRun({ repository, run }));
    if (paths === "gone") goneRuns += 1;
    else if (paths === "unfinished" || paths === "late") unfinishedRuns += 1;
    else for (const one of paths) taught.add(one);
  }
  // A run may teach the jobs of other files too, whose proposals follow as they do after every run.
  for (const other of taught) {
    if (other !== path) await tools.propose({ repository, path: other });
  }
  const result = await tools.propose({ repository, path });
  const keys = new Set(unseen.map(keyOf));
  const outcomes = await tools.store.outcomes.list(repository.id);
  const seen = outcomes.filter(({ runId, attempt }) => keys.has(keyOf({ id: runId, attempt })));
  return { newRuns: unseen.length - unfinishedRuns, goneRuns, tallies: tallyRuns(seen), result };
}

/** The runs that have not been seen, and those of which a log was missing: it may be there by now. */
async function findUnseen(
  repository: Repository,
  path: string,
  { octokit, store }: RefreshTools,
): Promise<readonly WorkflowRun[]> {
  const recent = await listRecentRuns(octokit, repository, path);
  const whole = new Set(
    (await store.outcomes.list(repository.id))
      .filter(
        ({ notLearned, jobs }) =>
          notLearned !== "sampled" && !jobs.some(({ reason }) => reason !== null && isLogMissing(reason)),
      )
      .map(({ runId, attempt }) => keyOf({ id: runId, attempt })),
  );
  return recent.filter((run) => !whole.has(keyOf(run)));
}

function keyOf({ id, attempt }: Pick<WorkflowRun, "id" | "attempt">): string {
  return `${id}/${attempt}`;
}
