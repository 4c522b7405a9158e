import { readAppId } from "../client/app-id.ts";
import type { Octokit } from "../client/octokit.ts";
import { type CheckRun, createCheckRun, readCheckRun } from "./check-run.ts";

/**
 * Puts a check on a commit, unless the App's newest one of its name says the same. Only Apps have checks, so a person's token puts none.
 * @throws what Octokit throws, and CutAnswerError
 */
export async function putCheckRun(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  check: Omit<CheckRun, "annotations">,
): Promise<void> {
  const appId = await readAppId(octokit);
  if (appId === null) return;
  const known = await readCheckRun(octokit, repository, { ...check, appId });
  if (known?.conclusion === check.conclusion && known.summary === check.summary) return;
  await createCheckRun(octokit, repository, { ...check, annotations: [] });
}
