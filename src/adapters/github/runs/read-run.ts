import type { RunKey } from "../../../domain/baseline/baseline.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import { readWorkflowRun, type WorkflowRun } from "../../../domain/run/workflow-run.ts";
import { ifThere } from "../client/if-there.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** Reads one attempt of a run, by one call; null where GitHub has none any more. @throws what Octokit throws, and CutAnswerError */
export async function readRun(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  key: RunKey,
): Promise<WorkflowRun | null> {
  const [runId, attempt] = key.split("/").map(Number);
  if (runId === undefined || attempt === undefined) return null;
  return ifThere(async () => {
    const answer = await octokit.rest.actions.getWorkflowRunAttempt({
      owner,
      repo: name,
      run_id: runId,
      attempt_number: attempt,
      exclude_pull_requests: true,
    });
    return readWorkflowRun(wholeAnswer(answer));
  });
}
