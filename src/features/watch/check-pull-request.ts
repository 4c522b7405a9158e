import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readDivergence } from "../../adapters/github/files/commit.ts";
import { readHead, readRepository } from "../../adapters/github/repositories/repository.ts";
import { listPullRequestFiles, type PullRequestFile } from "../../adapters/github/talk/pull-request-files.ts";
import { putCheckRun } from "../../adapters/github/talk/put-check-run.ts";
import { readThread } from "../../adapters/github/talk/thread.ts";
import type { CheckPullRequest } from "../../adapters/queue/tasks/check-pull-request.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { Weakened } from "../../domain/assessment/find-weakened.ts";
import { isBlocking, type UnknownSteps } from "../../domain/assessment/unknown-steps.ts";
import { stepsCheckName } from "../../domain/marks/check-names.ts";
import { linkInsights } from "../../domain/run/insight-links.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { renderPullRequestCheck } from "../../domain/text/pull-request-check.ts";
import { readInForce } from "../look/read-in-force.ts";
import { compareWorkflowFile } from "./compare-workflow-file.ts";

/** Each costs a call. */
const mostFiles = 20;

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "jobRecords" | "settings" | "reports">;
  readonly readBotLogin: () => Promise<string>;
  /** The origin of the insights pages, without a slash at the end; absent where there are none. */
  readonly pages?: string;
}

/**
 * Says on a pull request, by a neutral check, that it gives a step to a job that blocks, whose list does not know what that step calls,
 * weakens such a job otherwise, or changes its file in a way that cannot be read. Where nothing was found it says so if the settings ask for
 * it on every head. Where no job blocks it asks GitHub for the settings once an hour, and nothing else. @throws what GitHub or the store
 * answered with
 */
export async function checkPullRequest(task: CheckPullRequest, tools: Tools): Promise<void> {
  const { repository: named, pullRequest, head } = task;
  const { octokit, store } = tools;
  const records = await store.jobRecords.list(named.id);
  const blocking = new Set(
    [...records].filter(([, jobs]) => [...jobs.values()].some(isBlocking)).map(([path]) => path),
  );
  const isAlways = (await readInForce(named, { octokit, store })).checks === "always";
  if (blocking.size === 0 && !isAlways) return;
  const repository = await readRepository(octokit, named);
  if (repository === null || repository.isArchived) return;
  if (await isCheckedElsewhere(repository, task, tools)) return;
  const touched = await listTouched(blocking);
  // By its commit: a tag may have the branch's name.
  const base = touched.length === 0 ? null : await readHead(octokit, repository, repository.defaultBranch);
  const steps = new Map<string, readonly UnknownSteps[]>();
  const weakened = new Map<string, readonly Weakened[]>();
  const unread = new Map<string, string>();
  const looked: string[] = [];
  for (const file of touched.slice(0, mostFiles)) {
    const known = records.get(file.was) ?? new Map();
    const compared = await compareWorkflowFile(octokit, repository, file, { base, head }, known);
    if (!compared.ok) {
      unread.set(file.was, compared.why);
      continue;
    }
    looked.push(file.was);
    if (compared.steps.length > 0) steps.set(file.was, compared.steps);
    if (compared.weakened.length > 0) weakened.set(file.was, compared.weakened);
  }
  const notLooked = touched.slice(mostFiles).map(({ was }) => was);
  const isClean = steps.size + weakened.size + unread.size + notLooked.length === 0;
  if (isClean && !isAlways) return;
  const insights = touched.length === 0 ? null : linkFound([...steps, ...weakened], repository, tools.pages);
  const text = renderPullRequestCheck({ steps, weakened, looked, unread, notLooked, insights });
  const conclusion = isClean ? "success" : "neutral";
  await ifAllowed(() =>
    putCheckRun(octokit, repository, { name: stepsCheckName, commit: head, conclusion, ...text }),
  );

  /** Where GitHub does not name all files, each that may be among them counts. */
  async function listTouched(paths: ReadonlySet<string>): Promise<readonly PullRequestFile[]> {
    if (paths.size === 0) return [];
    const { files, isWhole } = await listPullRequestFiles(octokit, named, pullRequest);
    const touched = files.filter(({ was }) => paths.has(was));
    if (isWhole) return touched;
    const listed = new Set(touched.map(({ was }) => was));
    return [
      ...touched,
      ...[...paths].filter((path) => !listed.has(path)).map((path) => ({ path, was: path })),
    ];
  }
}

/** The page of the one job that something was found about, else the repository's. */
function linkFound(
  found: readonly (readonly [string, readonly { readonly jobId: string }[]])[],
  repository: RepositoryNow,
  pages: string | undefined,
): string | null {
  const [path = "", ...others] = new Set(found.map(([file]) => file));
  const jobs = others.length > 0 ? [] : found.flatMap(([, all]) => all);
  return linkInsights(pages, repository, path, jobs);
}

/**
 * Whether a pull request is the bot's and has no commit of anybody else, or has a list that grew after an approval: the check is then put on
 * it where it is proposed.
 */
async function isCheckedElsewhere(
  repository: RepositoryNow,
  { pullRequest, head, isFromOwnBranch = false }: CheckPullRequest,
  { octokit, store, readBotLogin }: Tools,
): Promise<boolean> {
  if (!isFromOwnBranch) return false;
  const botLogin = await readBotLogin();
  const thread = await readThread(octokit, repository, pullRequest, botLogin);
  if (thread === null || thread.path === null || !thread.isProposal) return false;
  const { path } = thread;
  if ((await store.reports.readGrown(repository.id, path))?.pullRequest === pullRequest) return true;
  const base = await readHead(octokit, repository, repository.defaultBranch);
  if (base === null) return false;
  return (await readDivergence(octokit, repository, { base, head }, { botLogin, path, text: null })).isOwn;
}
