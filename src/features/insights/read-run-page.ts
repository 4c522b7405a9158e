import type { Store } from "../../adapters/store/store.ts";
import { cut } from "../../domain/insight/cut.ts";
import { describeRunJob, findNewestAttempt } from "../../domain/insight/make-run-page.ts";
import { orderCalls } from "../../domain/insight/order-calls.ts";
import type { RunJob, RunPage } from "../../domain/insight/run-page.ts";
import { readLine } from "../../domain/run/file-line.ts";
import type { JobKey } from "../../domain/run/job-key.ts";
import type { RunOutcome } from "../../domain/run/outcome.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { explainReason } from "../../domain/text/sentences/lessons.ts";
import { readFileSteps } from "../../domain/workflow/file-steps.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";
import { assessKept, type KeptRules, readKeptRules } from "./assess-kept.ts";
import { type KeptFiles, openKeptFiles } from "./read-kept-file.ts";
import { rememberBaselines } from "./remember-baselines.ts";
import type { InsightTools } from "./tools.ts";

/** So many baselines are looked through for a run, each of which Redis has to read. */
const mostBaselines = 60;

/** Reads the page of a run; null where nothing is known of it. `now` is in ms since 1970. @throws what GitHub or the store answered with */
export async function readRunPage(
  tools: InsightTools,
  { repository, runId }: { readonly repository: RepositoryNow; readonly runId: number },
  now: number,
): Promise<RunPage | null> {
  const { store } = tools;
  const { id } = repository;
  const outcomes = await store.outcomes.readRun(id, runId);
  const baselines = rememberBaselines(store.baselines);
  const keys = chooseKeys(await baselines.list(id), outcomes);
  const kept = await readKeptRules(id, now, store);
  const reading = { repository, kept, files: openKeptFiles(repository, tools), store, baselines };
  const jobs: RunJob[] = [];
  for (const key of keys) {
    const job = await readRunJob(key, runId, reading);
    if (job !== null) jobs.push(job);
  }
  if (jobs.length === 0 && outcomes.length === 0) return null;
  return {
    repository: { owner: repository.owner, name: repository.name, url: repository.url },
    run: runId,
    attempts: outcomes.map(({ attempt, at, path, event, notLearned }) => ({
      attempt,
      at,
      path: cut(path),
      event: cut(event),
      notLearned: notLearned === null ? null : { code: notLearned, message: explainReason(notLearned) },
    })),
    jobs: jobs.sort((a, b) => (a.path === b.path ? (a.job < b.job ? -1 : 1) : a.path < b.path ? -1 : 1)),
    outcomes: outcomes.flatMap(({ attempt, jobs: all }) =>
      all
        .filter(({ result }) => result !== "learned")
        .map(({ name, jobId, result, reason }) => ({
          attempt,
          name: cut(name),
          job: jobId,
          result,
          why: reason === null ? null : explainReason(reason),
        })),
    ),
  };
}

/**
 * The baselines that may have the run: those of its jobs, or all where one of these is not known by its name any more; those of its own file
 * first.
 */
function chooseKeys(all: readonly JobKey[], outcomes: readonly RunOutcome[]): readonly JobKey[] {
  const names = new Set(outcomes.flatMap(({ jobs }) => jobs.flatMap(({ jobId }) => jobId ?? [])));
  const known = new Set(all.map(({ jobId }) => jobId));
  const hasAll = names.size > 0 && [...names].every((name) => known.has(name));
  const paths = new Set(outcomes.map(({ path }) => path));
  const isOwn = ({ path }: JobKey): number => (paths.has(readLine(path).path) ? 0 : 1);
  return all
    .filter(({ jobId }) => !hasAll || names.has(jobId))
    .sort((a, b) => isOwn(a) - isOwn(b))
    .slice(0, mostBaselines);
}

interface Reading {
  readonly repository: RepositoryNow;
  readonly kept: KeptRules;
  readonly files: KeptFiles;
  readonly store: Store;
  readonly baselines: Pick<Store["baselines"], "list" | "read">;
}

async function readRunJob(key: JobKey, runId: number, reading: Reading): Promise<RunJob | null> {
  const { repository, kept, files, store, baselines } = reading;
  const baseline = await baselines.read(key);
  const run = findNewestAttempt(runId, baseline);
  if (run === null) return null;
  const { path, branch } = readLine(key.path);
  const parsed = await files.read(path);
  const { assessed } = await assessKept(repository, { path, parsed }, kept, store, baselines);
  const assessment =
    assessed?.ok === true ? assessed.jobs.find(({ jobId }) => jobId === key.jobId) : undefined;
  const file = readableFile(parsed);
  const job = file?.jobs.find(({ id }) => id === key.jobId);
  return describeRunJob(run, {
    path,
    jobId: key.jobId,
    from: { source: key.source, branch, baseline },
    steps: file === null || job === undefined ? [] : readFileSteps(job, file).map((step) => step.key),
    recommended: new Set(assessment?.recommendation?.entries.flatMap(({ covers }) => [...covers])),
    calls: orderCalls(await store.runCalls.read(key, run)),
  });
}
