import { SingleBar } from "cli-progress";
import pino from "pino";
import { createResolveHosts, lookUpPace, type ResolveHosts } from "../../../adapters/dns/resolve-hosts.ts";
import { connectWithToken } from "../../../adapters/github/client/bot.ts";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { readRepositoryNamed } from "../../../adapters/github/repositories/repository.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import { listPlannedRuns, makePlan, type NewPlan } from "../../../features/learn/backfill/plan-backfill.ts";
import { learnIfThere } from "../../../features/learn/learn-if-there.ts";
import { learnRun } from "../../../features/learn/learn-run.ts";
import { propose } from "../../../features/propose/propose.ts";
import { plain, toJsonText } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { explainFailure } from "./explain-failure.ts";
import { createMemoryStore, type MemoryStore } from "./memory-store.ts";
import { describeFile, type FileReport, readFileReport } from "./report-file.ts";

// Somebody waits: three tries within four seconds.
const pace = { retryBase: 250, timeout: 30_000, throttled: true };

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

/** Reads the runs, prints the reports, and opens the pull requests; returns the exit code. @throws UsageError where GitHub or the resolvers refuse */
export async function backfillRepository(options: BackfillOptions): Promise<number> {
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
      process.stdout.write(options.isJson ? `${toJsonText(toJson(report))}\n` : describeFile(report));
    process.stderr.write(`egress: ${summarize(reports, plan.paths.length)}\n`);
    if (options.opensPullRequests) await openAll(plan.repository, reports, octokit, store, resolveHosts);
    return reports.length === 0 ? 1 : 0;
  } catch (error) {
    throw explainFailure(error, {
      command: "backfill",
      who: "the token",
      where: `${owner}/${name}`,
      apiUrl: options.apiUrl,
    });
  }
}

/** How many jobs stand how; without any, why there is nothing to tell. */
function summarize(reports: readonly FileReport[], guarded: number): string {
  if (guarded === 0) return "no workflow file has a step that uses Harden-Runner";
  if (reports.length === 0) return "no run had anything to learn from";
  const states = new Map<string, number>();
  const jobs = reports.flatMap((report) => report.jobs);
  for (const { state } of jobs) states.set(state, (states.get(state) ?? 0) + 1);
  const counts = [...states].map(([state, count]) => `${count} ${state}`).join(", ");
  const files = `${reports.length} workflow ${reports.length === 1 ? "file" : "files"}`;
  return `${jobs.length} guarded ${jobs.length === 1 ? "job" : "jobs"} in ${files}: ${counts}`;
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
