import { listRunJobs } from "../../adapters/github/runs/run-jobs.ts";
import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import { type Baseline, groupByEndpoint } from "../../domain/baseline/baseline.ts";
import { countBytes } from "./count-bytes.ts";
import { findGuardedJobs, type GuardedJob } from "./find-guarded-jobs.ts";
import { learnIfThere } from "./learn-if-there.ts";
import { learnJob } from "./learn-job.ts";
import { readCandidates } from "./read-candidates.ts";
import type { LearnTools } from "./tools.ts";

// Strangers can start such runs, so what one of them costs is bounded: calls of GitHub, and room in the store.
const mostJobs = 20;
const mostFiles = 20;
const mostPages = 3;
/** Of everything that all such runs of a job have left together. */
const mostEntries = 500;
/** Of logs in a day and for a repository, beside the log that goes beyond it. */
const mostBytes = 256 * 1_024 * 1_024;

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
  const candidates = await readCandidates(task, tools, { mostFiles });
  if (typeof candidates === "string") return;
  const listed = await listRunJobs(octokit, repository, run, mostPages);
  const isKnown = (found: GuardedJob): boolean =>
    known.some(({ path, jobId }) => path === found.path && jobId === found.jobId);
  const jobs = findGuardedJobs(listed, candidates).filter(
    (found): found is GuardedJob => !("reason" in found) && isKnown(found),
  );
  for (const found of jobs.slice(0, mostJobs)) {
    const { path, jobId } = found;
    if ((await store.forkLogs.read(repository.id, Date.now())) >= mostBytes) return;
    const counted = countBytes(tools.fetch);
    // All of it is suspicious.
    const lesson = await learnIfThere(() =>
      learnJob(task, found, { ...tools, fetch: counted.fetch }, async () => new Map()),
    );
    await store.forkLogs.count(repository.id, counted.bytes(), Date.now());
    // What strangers run is not waited for.
    if (typeof lesson === "string" || lesson.result === "not-learned") continue;
    const key = { repositoryId: repository.id, path, jobId, source: "untrusted" } as const;
    const kept = shorten(lesson.baseline, await store.baselines.read(key));
    await store.baselines.merge(key, kept);
    const names = new Set([...groupByEndpoint(kept).keys(), ...kept.addresses.keys()]);
    const calls = lesson.calls.filter(({ endpoint }) => names.has(endpoint));
    await store.runCalls.note(key, `${run.id}/${run.attempt}`, found.leg, calls);
  }
}

/** What is known already, and the first of all else, as a baseline is sorted, for which there is room beside it. */
function shorten(baseline: Baseline, known: Baseline): Baseline {
  return {
    ...baseline,
    endpoints: firstOf(baseline.endpoints, known.endpoints),
    addresses: firstOf(baseline.addresses, known.addresses),
    resolvedOnly: firstOf(baseline.resolvedOnly, known.resolvedOnly),
    steps: firstOf(baseline.steps, known.steps),
  };
}

function firstOf<V>(entries: ReadonlyMap<string, V>, known: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  const fresh = [...entries].filter(([name]) => !known.has(name));
  const room = new Set(fresh.slice(0, Math.max(0, mostEntries - known.size)).map(([name]) => name));
  return new Map([...entries].filter(([name]) => known.has(name) || room.has(name)));
}
