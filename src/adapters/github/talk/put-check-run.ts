import type { Octokit } from "../client/octokit.ts";
import { type CheckRun, createCheckRun, readCheckRun } from "./check-run.ts";

/** Puts a check on a commit, unless the newest one of its name says the same. @throws what Octokit throws, and CutAnswerError */
export async function putCheckRun(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  check: Omit<CheckRun, "annotations">,
): Promise<void> {
  const known = await readCheckRun(octokit, repository, check.commit, check.name);
  if (known?.conclusion === check.conclusion && known.summary === check.summary) return;
  await createCheckRun(octokit, repository, { ...check, annotations: [] });
}
