import type { Repository } from "../../../domain/run/repository.ts";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import { listWorkflowRuns, readRuns } from "./list-runs.ts";

/** How many runs are looked at, at most. */
export const mostRuns = 30;
/** Among so many of the repository's newest runs those are sought that called the file. GitHub's longest page. */
const runsSearched = 100;

/**
 * Lists the newest completed runs in which the jobs of a workflow file ran: its own and, where other workflows call it, theirs. The
 * newest first, at most 30, each with its last attempt. Two calls. @throws what Octokit throws,
 * and CutAnswerError
 */
export async function listRecentRuns(
  octokit: Octokit,
  repository: Repository,
  path: string,
): Promise<readonly WorkflowRun[]> {
  const { runs: own } = await listWorkflowRuns(octokit, repository, { path, perPage: mostRuns });
  const calling = (await listRepositoryRuns(octokit, repository)).filter((run) =>
    hasCalled(run, repository, path),
  );
  const runs = new Map([...own, ...calling].map((run) => [run.id, run]));
  return [...runs.values()]
    .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt) || b.id - a.id)
    .slice(0, mostRuns);
}

async function listRepositoryRuns(
  octokit: Octokit,
  { owner, name }: Repository,
): Promise<readonly WorkflowRun[]> {
  const answer = await octokit.rest.actions.listWorkflowRunsForRepo({
    owner,
    repo: name,
    status: "completed",
    per_page: runsSearched,
  });
  return readRuns(wholeAnswer(answer).workflow_runs);
}

function hasCalled({ referencedWorkflows }: WorkflowRun, { owner, name }: Repository, path: string): boolean {
  const full = `${owner}/${name}/${path}`.toLowerCase();
  return referencedWorkflows.some((referenced) => {
    const [file = ""] = referenced.path.split("@", 1);
    return file === path || file.toLowerCase() === full;
  });
}
