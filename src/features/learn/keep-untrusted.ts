import { listRunJobs } from "../../adapters/github/runs/run-jobs.ts";
import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import type { Baseline } from "../../domain/baseline/baseline.ts";
import { findGuardedJobs, type GuardedJob } from "./find-guarded-jobs.ts";
import { learnJob } from "./learn-job.ts";
import { readCandidates } from "./read-candidates.ts";
import type { LearnTools } from "./tools.ts";

// Strangers can start such runs, so what one of them costs is bounded: calls of GitHub, and room in the store.
const mostJobs = 20;
const mostFiles = 20;
const mostPages = 3;
const mostEntries = 500;

/**
 * Keeps what the jobs of a fork's or a bot's run called, apart from everything that teaches, to be shown to people who ask for it.
 * Only of jobs about which something is known already: all else a stranger may invent, and nobody would ask for it.
 * @throws what GitHub or the store answered with
 */
export async function keepUntrusted(task: LearnRun, tools: LearnTools): Promise<void> {
  const { repository, run } = task;
  const { octokit, store } = tools;
  const known = (await store.baselines.list(repository.id)).filter(
    ({ source }) => source === "default-branch" || source === "pull-request",
  );
  if (known.length === 0) return;
  const candidates = await readCandidates(task, tools, mostFiles);
  if (typeof candidates === "string") return;
  const listed = await listRunJobs(octokit, repository, run, mostPages);
  const isKnown = (found: GuardedJob): boolean =>
    known.some(({ path, jobId }) => path === found.path && jobId === found.jobId);
  const jobs = findGuardedJobs(listed, candidates).filter(
    (found): found is GuardedJob => !("reason" in found) && isKnown(found),
  );
  for (const found of jobs.slice(0, mostJobs)) {
    const { path, jobId } = found;
    // All of it is suspicious.
    const { result, baseline } = await learnJob(task, found, tools, async () => new Map());
    if (result === "not-learned" || baseline === null) continue;
    await store.baselines.merge(
      { repositoryId: repository.id, path, jobId, source: "untrusted" },
      shorten(baseline),
    );
  }
}

/** The first of everything, as a baseline is sorted. */
function shorten(baseline: Baseline): Baseline {
  const { endpoints, addresses, resolvedOnly, steps } = baseline;
  return {
    ...baseline,
    endpoints: firstOf(endpoints),
    addresses: firstOf(addresses),
    resolvedOnly: firstOf(resolvedOnly),
    steps: firstOf(steps),
  };
}

function firstOf<V>(entries: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  return new Map([...entries].slice(0, mostEntries));
}
