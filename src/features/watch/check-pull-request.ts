import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readFile } from "../../adapters/github/files/repository-file.ts";
import { readHead, readRepository } from "../../adapters/github/repositories/repository.ts";
import { listPullRequestFiles } from "../../adapters/github/talk/pull-request-files.ts";
import { putCheckRun } from "../../adapters/github/talk/put-check-run.ts";
import type { CheckPullRequest } from "../../adapters/queue/tasks/check-pull-request.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import { findWeakened, type Weakened } from "../../domain/assessment/find-weakened.ts";
import { findUnknownSteps, isBlocking, type UnknownSteps } from "../../domain/assessment/unknown-steps.ts";
import { stepsCheckName } from "../../domain/marks/check-names.ts";
import { notAllFiles, renderPullRequestCheck } from "../../domain/text/pull-request-check.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";
import { readInForce } from "../look/read-in-force.ts";

/** Each costs a call. */
const mostFiles = 20;

/**
 * Says on a pull request, by a neutral check, that it gives a step to a job that blocks, whose list does not know what that step calls, or
 * weakens such a job otherwise. Where nothing was found it says so if the settings ask for it on every head. Where no job blocks it asks GitHub for the
 * settings once an hour, and nothing else. @throws what GitHub or the store answered with
 */
export async function checkPullRequest(
  { repository: named, pullRequest, head }: CheckPullRequest,
  { octokit, store }: { readonly octokit: Octokit; readonly store: Pick<Store, "jobRecords" | "settings"> },
): Promise<void> {
  const records = await store.jobRecords.list(named.id);
  const blocking = new Set(
    [...records].filter(([, jobs]) => [...jobs.values()].some(isBlocking)).map(([path]) => path),
  );
  const isAlways = (await readInForce(named, { octokit, store })).checks === "always";
  if (blocking.size === 0 && !isAlways) return;
  const repository = await readRepository(octokit, named);
  if (repository === null || repository.isArchived) return;
  const { files, isWhole } =
    blocking.size === 0
      ? { files: [], isWhole: true }
      : await listPullRequestFiles(octokit, repository, pullRequest);
  const touched = files.filter((path) => blocking.has(path));
  // By its commit: a tag may have the branch's name.
  const baseHead =
    touched.length === 0 ? null : await readHead(octokit, repository, repository.defaultBranch);
  const steps = new Map<string, readonly UnknownSteps[]>();
  const weakened = new Map<string, readonly Weakened[]>();
  const looked: string[] = [];
  for (const path of touched.slice(0, mostFiles)) {
    const text = await readFile(octokit, repository, path, head);
    const file = text === null ? null : readableFile(await parseForeignWorkflow(text));
    const base = baseHead === null ? null : await readFile(octokit, repository, path, baseHead);
    const before = base === null ? null : readableFile(await parseForeignWorkflow(base));
    if (file === null || before === null) continue;
    looked.push(path);
    const known = records.get(path) ?? new Map();
    const unknown = findUnknownSteps(file, known);
    if (unknown.length > 0) steps.set(path, unknown);
    const isHeld = (jobId: string): boolean => {
      const record = known.get(jobId);
      return record !== undefined && isBlocking(record);
    };
    const found = findWeakened(before, file, isHeld, repository.owner);
    if (found.length > 0) weakened.set(path, found);
  }
  if (steps.size + weakened.size === 0 && !isAlways) return;
  const notLooked = [...touched.filter((path) => !looked.includes(path)), ...(isWhole ? [] : [notAllFiles])];
  const text = renderPullRequestCheck({ steps, weakened, looked, notLooked });
  const isClean = steps.size + weakened.size + notLooked.length === 0;
  const conclusion = isClean ? "success" : "neutral";
  await ifAllowed(() =>
    putCheckRun(octokit, repository, { name: stepsCheckName, commit: head, conclusion, ...text }),
  );
}
