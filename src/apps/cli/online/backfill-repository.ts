import { SingleBar } from "cli-progress";
import pino from "pino";
import {
  createResolveHosts,
  lookUpPace,
  type ResolveHosts,
  ResolverDownError,
} from "../../../adapters/dns/resolve-hosts.ts";
import { connectWithToken } from "../../../adapters/github/client/bot.ts";
import { classifyFailure } from "../../../adapters/github/client/failure.ts";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { statusOf } from "../../../adapters/github/client/status-of.ts";
import { readRepositoryNamed } from "../../../adapters/github/repositories/repository.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import { listPlannedRuns, makePlan, type NewPlan } from "../../../features/learn/backfill/plan-backfill.ts";
import { learnIfThere } from "../../../features/learn/learn-if-there.ts";
import { learnRun } from "../../../features/learn/learn-run.ts";
import { propose } from "../../../features/propose/propose.ts";
import { describeEnd } from "../shared/describe-end.ts";
import { describeRefusal } from "../shared/describe-refusal.ts";
import { plain } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { createMemoryStore, type MemoryStore } from "./memory-store.ts";
import { describeFile, type FileReport, readFileReport } from "./report-file.ts";

const pace = { retryBase: 1_000, timeout: 30_000, throttled: true };

/** What `egress backfill` was asked for. */
export interface BackfillOptions {
  readonly owner: string;
  readonly name: string;
  /** Runs per workflow; null for as many as the repository's settings say. */
  readonly most: number | null;
  readonly token: string;
  readonly apiUrl: string;
  readonly dnsServers: readonly string[];
  readonly opensPullRequests: boolean;
  readonly isJson: boolean;
}

/** Reads the runs, prints the reports, and opens the pull requests. @throws UsageError where GitHub or the resolvers refuse */
export async function backfillRepository(options: BackfillOptions): Promise<void> {
  const { owner, name, dnsServers: servers } = options;
  const log = pino({ level: "silent" });
  const octokit = await connectWithToken(options.token, options.apiUrl, pace, log);
  const resolveHosts = createResolveHosts({ servers, ...lookUpPace });
  try {
    const store = createMemoryStore();
    const plan = await planRuns({ owner, name }, options.most, octokit, store);
    const taught = await learnAll(plan, octokit, store);
    const reports: FileReport[] = [];
    for (const path of taught) {
      const report = await readFileReport(plan.repository, path, { octokit, store, resolveHosts });
      if (report !== null) reports.push(report);
    }
    for (const report of reports)
      process.stdout.write(options.isJson ? `${JSON.stringify(toJson(report))}\n` : describeFile(report));
    if (taught.length === 0) process.stderr.write("egress: no run had anything to learn from\n");
    if (options.opensPullRequests) await openAll(plan.repository, reports, octokit, store, resolveHosts);
  } catch (error) {
    throw explain(error, `${owner}/${name}`);
  }
}

/** What is to be read; a token has no installation, and no task of one ever sees the number that stands for it. */
async function planRuns(
  named: { readonly owner: string; readonly name: string },
  most: number | null,
  octokit: Octokit,
  store: MemoryStore,
): Promise<NewPlan> {
  const { id, owner, name } = await readRepositoryNamed(octokit, named);
  const repository = { installationId: 1, id, owner, name };
  const plan = await makePlan({ repository, again: null }, { octokit, store, now: Date.now });
  if (plan === null) throw new UsageError(`backfill: ${owner}/${name} is archived`);
  return most === null ? plan : { ...plan, choice: { ...plan.choice, most } };
}

/** Learns all planned runs and returns the workflow files that were taught about, sorted. */
async function learnAll(plan: NewPlan, octokit: Octokit, store: MemoryStore): Promise<readonly string[]> {
  const { repository, paths } = plan;
  const runs: WorkflowRun[] = [];
  for (const path of paths)
    runs.push(...(await listPlannedRuns(plan, path, null, { octokit, store, now: Date.now })));
  const taught = new Set<string>();
  const progress = showProgress(runs.length);
  try {
    for (const run of runs) {
      const paths = await learnIfThere(() =>
        learnRun({ repository, run }, { octokit, fetch, store, readBotLogin: null }),
      );
      if (typeof paths !== "string") for (const path of paths) taught.add(path);
      progress.step();
    }
  } finally {
    // It would keep the process alive.
    progress.stop();
  }
  return [...taught].sort();
}

function showProgress(total: number): { step(): void; stop(): void } {
  if (!process.stderr.isTTY) {
    process.stderr.write(`egress: reading ${total} ${total === 1 ? "run" : "runs"}\n`);
    return { step: () => {}, stop: () => {} };
  }
  const bar = new SingleBar({
    format: "reading runs [{bar}] {value} of {total}, {eta_formatted} left",
    stream: process.stderr,
    // Whoever ends the command by Ctrl-C gets the terminal back as it was.
    linewrap: true,
  });
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}

function toJson({ path, jobs, difference }: FileReport) {
  return {
    path,
    jobs: jobs.map(({ jobId, state, reasons, recommendation }) => ({
      job: jobId,
      state,
      reasons,
      entries: (recommendation?.entries ?? []).map(({ text }) => text),
    })),
    difference,
  };
}

async function openAll(
  repository: Repository,
  reports: readonly FileReport[],
  octokit: Octokit,
  store: MemoryStore,
  resolveHosts: ResolveHosts,
): Promise<void> {
  const { data: user } = await octokit.rest.users.getAuthenticated();
  const tools = { octokit, store, botLogin: user.login, resolveHosts, policyStore: null, report: null };
  for (const { path } of reports) {
    const { action, pullRequest } = await propose({ repository, path }, tools);
    const what = pullRequest === null ? action : `${action}, #${pullRequest}`;
    process.stderr.write(`egress: ${plain(path)}: ${what}\n`);
  }
}

/** What GitHub's refusal means for the user, in one line; any other error as it is. */
function explain(error: unknown, repository: string): unknown {
  if (error instanceof ResolverDownError)
    return new UsageError(`backfill: ${error.message}`, { cause: error });
  const failure = classifyFailure(error, Date.now());
  const told = (what: string): UsageError => new UsageError(`backfill: ${what}`, { cause: error });
  if (failure.kind === "limit")
    return told(`GitHub's limit for this token is used up ${describeEnd(failure)}`);
  if (failure.kind === "refused")
    return told(describeRefusal(failure, { who: "the token", where: repository }));
  const words: Readonly<Record<number, string>> = {
    401: "GitHub does not know the token",
    403: `GitHub does not let the token do this in ${repository}, and does not say why`,
    404: `GitHub has no repository ${repository}, or the token may not see it`,
    451: `${repository} is blocked for legal reasons`,
  };
  const status = statusOf(error);
  const message = status === null ? undefined : words[status];
  return message === undefined ? error : told(message);
}
