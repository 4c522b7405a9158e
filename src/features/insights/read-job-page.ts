import { noHistory } from "../../domain/assessment/list-history.ts";
import type { JobPage } from "../../domain/insight/job-page.ts";
import { makeJobPage } from "../../domain/insight/make-job-page.ts";
import { readLine } from "../../domain/run/file-line.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { assessKept, readKeptRules } from "./assess-kept.ts";
import { openKeptFiles } from "./read-kept-file.ts";
import { readOpen } from "./read-repository-page.ts";
import { rememberBaselines } from "./remember-baselines.ts";
import type { InsightTools } from "./tools.ts";

/** Branches of which runs are shown beside the default one. */
const mostBranches = 5;

/** Reads the page of a job; null where nothing is known of it. `now` is in ms since 1970. @throws what GitHub or the store answered with */
export async function readJobPage(
  tools: InsightTools,
  {
    repository,
    path,
    jobId,
  }: { readonly repository: RepositoryNow; readonly path: string; readonly jobId: string },
  now: number,
): Promise<JobPage | null> {
  const { store } = tools;
  const { id } = repository;
  const baselines = rememberBaselines(store.baselines);
  const parsed = await openKeptFiles(repository, tools).read(path);
  const kept = await readKeptRules(id, now, store);
  const { assessed, rules, guards } = await assessKept(repository, { path, parsed }, kept, store, baselines);
  const assessment = (assessed?.ok === true ? assessed.jobs : []).find((job) => job.jobId === jobId) ?? null;
  const keys = (await baselines.list(id)).filter(
    (key) => key.jobId === jobId && readLine(key.path).path === path,
  );
  if (assessment === null && keys.length === 0) return null;
  const own = keys.filter((key) => key.path === path);
  const others = keys.filter((key) => key.path !== path).slice(0, mostBranches);
  const sources = await Promise.all(
    [...own, ...others].map(async (key) => ({
      source: key.source,
      branch: readLine(key.path).branch,
      baseline: await baselines.read(key),
    })),
  );
  const [proposal, open] = await Promise.all([store.proposals.read(id, path), readOpen(id, [path], store)]);
  return makeJobPage({
    repository,
    path,
    jobId,
    assessment,
    guard: guards.get(jobId) ?? null,
    rules,
    sources,
    history: rules.records.get(jobId)?.history ?? noHistory,
    proposed: proposal?.pullRequest == null ? null : { at: proposal.at, pullRequest: proposal.pullRequest },
    pullRequest: open.get(path) ?? null,
  });
}
