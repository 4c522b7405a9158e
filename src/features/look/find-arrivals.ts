import { setImmediate as letOthersWork } from "node:timers/promises";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { listArriving } from "../../domain/assessment/arriving.ts";
import type { JobAssessment } from "../../domain/assessment/job-assessment.ts";
import type { JobRecord } from "../../domain/assessment/job-record.ts";
import { type Arrival, findFirstRuns } from "../../domain/baseline/arrival.ts";
import type { RunKey } from "../../domain/baseline/baseline.ts";
import type { Repository } from "../../domain/run/repository.ts";
import { unknownChange } from "../../domain/text/sentences/misses.ts";
import { createFindChanges, readHeadShaOf } from "./find-changes.ts";

type Records = ReadonlyMap<string, JobRecord>;

/**
 * Finds what changed before the endpoints that would be proposed were first wanted, and returns the records with it. What is known is not
 * asked for again, unless an earlier run has turned up. The same records where there is nothing new. @throws what GitHub answered with
 */
export async function findArrivals(
  jobs: readonly JobAssessment[],
  records: Records,
  {
    octokit,
    repository,
  }: { readonly octokit: Octokit; readonly repository: Pick<Repository, "owner" | "name"> },
): Promise<Records> {
  const found = new Map<string, JobRecord>();
  for (const job of jobs) {
    const record = records.get(job.jobId);
    const { baseline, endpoints } = listArriving(job);
    if (record === undefined || endpoints.length === 0) continue;
    await letOthersWork();
    const first = findFirstRuns(baseline, endpoints).filter(({ endpoint, at }) => {
      const known = record.arrivals[endpoint];
      return known === undefined || at < known.at;
    });
    if (first.length === 0) continue;
    const findChanges = createFindChanges(octokit, repository, baseline);
    const heads = new Map<RunKey, string | null>();
    const arrivals = new Map<string, Arrival>(Object.entries(record.arrivals));
    for (const { endpoint, run, at, near, far } of first) {
      if (!heads.has(run)) heads.set(run, await readHeadShaOf(octokit, repository, run));
      const headSha = heads.get(run) ?? null;
      if (headSha === null) {
        arrivals.set(endpoint, { at, justBefore: [unknownChange], weeksBefore: [unknownChange] });
        continue;
      }
      const actions = [...baseline.actions].filter(([, runs]) => runs.has(run)).map(([action]) => action);
      arrivals.set(endpoint, {
        at,
        justBefore: await findChanges(near, { headSha, actions }),
        weeksBefore: await findChanges(far, { headSha, actions }),
      });
    }
    found.set(job.jobId, { ...record, arrivals: keepNewest(arrivals) });
  }
  return found.size === 0 ? records : new Map([...records, ...found]);
}

const mostArrivals = 1_000;

function keepNewest(arrivals: ReadonlyMap<string, Arrival>): JobRecord["arrivals"] {
  const newest = [...arrivals].sort(([, a], [, b]) => (a.at < b.at ? -1 : 1)).slice(-mostArrivals);
  return Object.fromEntries(newest);
}
