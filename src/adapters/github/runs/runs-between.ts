import type { Repository } from "../../../domain/run/repository.ts";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import type { RunWindow } from "../../../domain/sweep/run-windows.ts";
import { itemsPerPage } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import { readRuns } from "./list-runs.ts";

/** A hundred of the completed runs of a repository that began within a window. */
export interface RunsFound {
  /** The newest first, each with its last attempt; without those that are of no workflow file of the repository. */
  readonly runs: readonly WorkflowRun[];
  /** Of all pages, as GitHub says. */
  readonly total: number;
  readonly isLast: boolean;
}

/** Pages count from 1; GitHub serves ten of them. @throws what Octokit throws, and CutAnswerError */
export async function listRunsBetween(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  { from, to }: RunWindow,
  page: number,
): Promise<RunsFound> {
  const answer = await octokit.rest.actions.listWorkflowRunsForRepo({
    owner,
    repo: name,
    status: "completed",
    created: `${inSeconds(from)}..${inSeconds(to)}`,
    per_page: itemsPerPage,
    page,
  });
  const { workflow_runs: runs, total_count: total } = wholeAnswer(answer);
  return { runs: readRuns(runs), total, isLast: runs.length < itemsPerPage };
}

/** As GitHub's filters want a time: `2026-01-31T12:00:00Z`. */
function inSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
