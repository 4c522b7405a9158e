import type { ResolveHosts } from "../../../adapters/dns/resolve-hosts.ts";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { readRepositoryNamed } from "../../../adapters/github/repositories/repository.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import { listPlannedRuns, makePlan, type NewPlan } from "../../../features/learn/backfill/plan-backfill.ts";
import { learnIfThere } from "../../../features/learn/learn-if-there.ts";
import { learnRun } from "../../../features/learn/learn-run.ts";
import { UsageError } from "../shared/usage-error.ts";
import type { MemoryStore } from "./memory-store.ts";
import { type FileReport, readFileReport, readRepositoryAt } from "./report-file.ts";
import { showProgress } from "./show-progress.ts";

/** How the guarded workflow files of a repository stand. */
export interface RepositoryReport {
  readonly repository: Repository;
  /** How many of its workflow files have a guard step. */
  readonly guarded: number;
  /** Those of its workflow files that have guarded jobs, or cannot be read. */
  readonly files: readonly FileReport[];
}

/** With what a repository is read. */
export interface ReportTools {
  readonly octokit: Octokit;
  readonly store: MemoryStore;
  readonly resolveHosts: ResolveHosts | null;
}

/**
 * Reads the runs of a repository that the store does not know, and says how each of its files stands then, also those of which no run is known.
 * `most`: runs per workflow; null for as many as the repository's settings say. Writes nothing but to the store. @throws what GitHub or the resolvers answered with, UsageError
 */
export async function readReports(
  named: { readonly owner: string; readonly name: string },
  most: number | null,
  tools: ReportTools,
): Promise<RepositoryReport> {
  const plan = await planRuns(named, most, tools);
  const { repository, paths } = plan;
  const taught = await learnAll(plan, tools);
  const known = (await tools.store.baselines.list(repository.id)).map(({ path }) => path);
  const files: FileReport[] = [];
  const at = await readRepositoryAt(tools.octokit, repository);
  if (at === null) return { repository, guarded: paths.length, files };
  for (const path of [...new Set([...paths, ...taught, ...known])].sort()) {
    const report = await readFileReport(at, path, tools);
    // A file that only calls another one has no guarded job itself.
    if (report !== null && (report.jobs.length > 0 || report.problem !== null)) files.push(report);
  }
  return { repository, guarded: paths.length, files };
}

/** How many jobs stand how; without any, why there is nothing to tell. */
export function summarizeReport({ files, guarded }: Pick<RepositoryReport, "files" | "guarded">): string {
  if (guarded === 0 || files.length === 0) return "no workflow file has a step that uses Harden-Runner";
  const states = new Map<string, number>();
  const jobs = files.flatMap((file) => file.jobs);
  for (const { state } of jobs) states.set(state, (states.get(state) ?? 0) + 1);
  const counts = [...states].map(([state, count]) => `${count} ${state}`).join(", ");
  const count = `${files.length} workflow ${files.length === 1 ? "file" : "files"}`;
  return `${jobs.length} guarded ${jobs.length === 1 ? "job" : "jobs"} in ${count}: ${counts}`;
}

/** What is to be read; a token has no installation, and no task of one ever sees the number that stands for it. */
async function planRuns(
  named: { readonly owner: string; readonly name: string },
  most: number | null,
  { octokit, store }: ReportTools,
): Promise<NewPlan> {
  const { id, owner, name } = await readRepositoryNamed(octokit, named);
  const repository = { installationId: 1, id, owner, name };
  const plan = await makePlan({ repository, again: null }, { octokit, store, now: Date.now });
  if (plan === null) throw new UsageError(`${owner}/${name} is archived`);
  return most === null ? plan : { ...plan, choice: { ...plan.choice, most } };
}

/** Learns all planned runs and returns the workflow files that were taught about. */
async function learnAll(plan: NewPlan, { octokit, store }: ReportTools): Promise<ReadonlySet<string>> {
  const { repository, paths } = plan;
  const runs: WorkflowRun[] = [];
  for (const path of paths)
    runs.push(...(await listPlannedRuns(plan, path, null, { octokit, store, now: Date.now })));
  const taught = new Set<string>();
  const progress = showProgress(runs.length, `${repository.owner}/${repository.name}`);
  try {
    for (const run of runs) {
      const learned = await learnIfThere(() =>
        learnRun({ repository, run }, { octokit, fetch, store, readBotLogin: null }),
      );
      if (typeof learned !== "string") for (const path of learned) taught.add(path);
      progress.step();
    }
  } finally {
    // It would keep the process alive.
    progress.stop();
  }
  return taught;
}
