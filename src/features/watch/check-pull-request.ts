import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readFile } from "../../adapters/github/files/repository-file.ts";
import { readRepository } from "../../adapters/github/repositories/repository.ts";
import { listPullRequestFiles } from "../../adapters/github/talk/pull-request-files.ts";
import { putCheckRun } from "../../adapters/github/talk/put-check-run.ts";
import type { CheckPullRequest } from "../../adapters/queue/tasks/check-pull-request.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import { findUnknownSteps, isBlocking, type UnknownSteps } from "../../domain/assessment/unknown-steps.ts";
import { stepsCheckName } from "../../domain/marks/check-names.ts";
import { renderUnknownSteps } from "../../domain/text/unknown-steps.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";

/** Each costs a call. */
const mostFiles = 20;

/**
 * Says on a pull request, by a neutral check, that it gives a step to a job that blocks, whose list does not know what that step calls.
 * Asks GitHub nothing in a repository where no job blocks. @throws what GitHub or the store answered with
 */
export async function checkPullRequest(
  { repository: named, pullRequest, head }: CheckPullRequest,
  { octokit, store }: { readonly octokit: Octokit; readonly store: Pick<Store, "jobRecords"> },
): Promise<void> {
  const records = await store.jobRecords.list(named.id);
  const blocking = new Set(
    [...records].filter(([, jobs]) => [...jobs.values()].some(isBlocking)).map(([path]) => path),
  );
  if (blocking.size === 0) return;
  const repository = await readRepository(octokit, named);
  if (repository === null || repository.isArchived) return;
  const touched = (await listPullRequestFiles(octokit, repository, pullRequest)).filter((path) =>
    blocking.has(path),
  );
  const found = new Map<string, readonly UnknownSteps[]>();
  for (const path of touched.slice(0, mostFiles)) {
    const text = await readFile(octokit, repository, path, head);
    const file = text === null ? null : readableFile(await parseForeignWorkflow(text));
    const steps = file === null ? [] : findUnknownSteps(file, records.get(path) ?? new Map());
    if (steps.length > 0) found.set(path, steps);
  }
  if (found.size === 0) return;
  const text = renderUnknownSteps(found);
  await ifAllowed(() =>
    putCheckRun(octokit, repository, { name: stepsCheckName, commit: head, conclusion: "neutral", ...text }),
  );
}
