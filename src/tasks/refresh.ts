import type { Octokit } from "../github/octokit.ts";
import { listRecentRuns } from "../github/recent-runs.ts";
import { UnfinishedJobError } from "../github/run-jobs.ts";
import { statusOf } from "../github/status-of.ts";
import type { WorkflowRun } from "../github/workflow-run.ts";
import { type RunTally, tallyRuns } from "../proposal/run-tally.ts";
import type { LearnRun, Propose, Repository } from "../queue/task.ts";
import type { Store } from "../store/store.ts";
import type { ProposeResult } from "./propose.ts";

export interface RefreshTools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "outcomes">;
  learnRun(task: LearnRun): Promise<readonly string[]>;
  propose(task: Propose): Promise<ProposeResult>;
}

/** What a refresh did. */
export interface Refreshed {
  /** Runs that are over and had not been seen before, and those of them that GitHub deleted meanwhile. */
  readonly newRuns: number;
  readonly goneRuns: number;
  /** What became of the rest. */
  readonly tallies: readonly RunTally[];
  readonly result: ProposeResult;
}

const gone: ReadonlySet<number | null> = new Set([404, 410, 451]);

/**
 * Learns the newest completed runs of a workflow file that have not been seen yet, and makes its pull request what the
 * baselines ask for. Broken off and repeated, it goes on where it was.
 */
export async function refresh(repository: Repository, path: string, tools: RefreshTools): Promise<Refreshed> {
  const unseen = await findUnseen(repository, path, tools);
  const taught = new Set<string>();
  let goneRuns = 0;
  let unfinishedRuns = 0;
  for (const run of unseen) {
    const paths = await learn({ repository, run }, tools);
    if (paths === "gone") goneRuns += 1;
    else if (paths === "unfinished") unfinishedRuns += 1;
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

async function findUnseen(
  repository: Repository,
  path: string,
  { octokit, store }: RefreshTools,
): Promise<readonly WorkflowRun[]> {
  const unseen: WorkflowRun[] = [];
  for (const run of await listRecentRuns(octokit, repository, path)) {
    if (!(await store.outcomes.has(repository.id, run.id, run.attempt))) unseen.push(run);
  }
  return unseen;
}

/** The workflow files that were taught; or GitHub has the run no more, or it is not quite over and its own task will see to it. */
async function learn(
  task: LearnRun,
  tools: RefreshTools,
): Promise<readonly string[] | "gone" | "unfinished"> {
  try {
    return await tools.learnRun(task);
  } catch (error) {
    if (gone.has(statusOf(error))) return "gone";
    if (error instanceof UnfinishedJobError) return "unfinished";
    throw error;
  }
}

function keyOf({ id, attempt }: Pick<WorkflowRun, "id" | "attempt">): string {
  return `${id}/${attempt}`;
}
