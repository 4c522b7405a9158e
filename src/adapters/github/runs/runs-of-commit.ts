import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A run as a listing tells of it, completed or not. */
export interface ListedRun {
  readonly runId: number;
  /** Without the prefix and `@ref` that GitHub may add. */
  readonly path: string;
  readonly status: string;
  readonly conclusion: string | null;
}

// What GitHub sends holds more than this, and may hold more tomorrow.
const runSchema = z.object({
  id: z.number().int().positive(),
  path: z.string().max(1_000),
  status: z.string().max(100).nullish(),
  conclusion: z.string().max(100).nullish(),
});

/** Lists the newest hundred runs that a pull request's commit started, by one call. @throws what Octokit throws, and CutAnswerError */
export async function listRunsOfCommit(
  octokit: Octokit,
  { owner, name: repo }: Pick<Repository, "owner" | "name">,
  commit: string,
): Promise<readonly ListedRun[]> {
  const answer = await octokit.rest.actions.listWorkflowRunsForRepo({
    owner,
    repo,
    head_sha: commit,
    event: "pull_request",
    per_page: 100,
  });
  return wholeAnswer(answer).workflow_runs.flatMap((run) => {
    const parsed = runSchema.safeParse(run);
    if (!parsed.success) return [];
    const { id, path, status, conclusion } = parsed.data;
    const [file = ""] = path.slice(Math.max(0, path.indexOf(".github/"))).split("@", 1);
    return [{ runId: id, path: file, status: status ?? "", conclusion: conclusion ?? null }];
  });
}
