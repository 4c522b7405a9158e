import type { Repository } from "../../../domain/run/repository.ts";
import { readWorkflowRun, type WorkflowRun } from "../../../domain/run/workflow-run.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** One page of completed runs. */
export interface RunPage {
  /** The newest first, each with its last attempt; without those that are of no workflow file of the repository. */
  readonly runs: readonly WorkflowRun[];
  readonly isLast: boolean;
}

/** Which runs of a workflow file. */
export interface RunQuery {
  readonly path: string;
  /** At most 100. */
  readonly perPage: number;
  /** From 1 on. */
  readonly page?: number;
  /** The day of the oldest, `2026-01-31`. */
  readonly since?: string;
}

/** Lists completed runs of a workflow file, by one call. @throws what Octokit throws, and CutAnswerError */
export async function listWorkflowRuns(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  { path, perPage, page = 1, since }: RunQuery,
): Promise<RunPage> {
  try {
    const answer = await octokit.rest.actions.listWorkflowRuns({
      owner,
      repo: name,
      workflow_id: path.slice(path.lastIndexOf("/") + 1),
      status: "completed",
      per_page: perPage,
      page,
      ...(since !== undefined && { created: `>=${since}` }),
    });
    const { workflow_runs: runs } = wholeAnswer(answer);
    return { runs: readRuns(runs), isLast: runs.length < perPage };
  } catch (error) {
    // GitHub knows no workflow of that name, such as one that only others call.
    if (statusOf(error) === 404) return { runs: [], isLast: true };
    throw error;
  }
}

/** The runs in an answer of which something can be learned. */
export function readRuns(runs: readonly unknown[]): readonly WorkflowRun[] {
  return runs.flatMap((run) => readWorkflowRun(run) ?? []);
}
