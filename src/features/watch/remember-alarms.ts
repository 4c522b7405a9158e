import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { Alarm, Told } from "../../domain/alarm/alarm.ts";
import { type Found, findAlarms } from "../../domain/alarm/find-alarms.ts";
import type { JobAssessment } from "../../domain/assessment/job-assessment.ts";
import { type Baseline, emptyBaseline } from "../../domain/baseline/baseline.ts";
import { findLookBack } from "../../domain/baseline/look-back.ts";
import type { Claims } from "../../domain/record/observation.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { createFindChanges, readHeadShaOf } from "../look/find-changes.ts";

/** Of so many new alarms GitHub is asked at once what had changed before. */
const mostAsked = 10;

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "reports">;
}

/**
 * Remembers what is to be told of the jobs of a file, and says whether that is news. What had changed before an alarm is asked for once, when
 * it is new. @throws what GitHub or the store answered with
 */
export async function rememberAlarms(
  repository: RepositoryNow,
  path: string,
  jobs: readonly JobAssessment[],
  { octokit, store: { reports } }: Tools,
): Promise<boolean> {
  const before = await reports.readTold(repository.id, path);
  const told: Told[] = [];
  let asked = 0;
  for (const job of jobs)
    for (const alarm of findAlarms(job, path)) {
      const found = alarm.kind === "forged" ? await addClaims(alarm) : alarm;
      if (found.kind === "harmless") {
        told.push(found);
        continue;
      }
      const known = findKnown(found, before);
      if (known !== null) {
        told.push(continueAlarm(found, known));
        continue;
      }
      asked += 1;
      const baseline = job.learned?.baseline ?? emptyBaseline;
      told.push(
        asked > mostAsked
          ? { ...found, commits: null }
          : await lookBack(found, baseline, { octokit, repository }),
      );
    }
  return reports.rememberTold(repository.id, path, told);

  /** Adds what the records of the run say that contradict each other. */
  async function addClaims<One extends { readonly jobId: string; readonly run: string }>(
    alarm: One,
  ): Promise<One & { readonly claims?: Claims }> {
    const claims = await reports.readClaims(repository.id, path, alarm.jobId);
    if (claims?.run !== alarm.run) return alarm;
    return { ...alarm, claims: { endpoints: claims.endpoints, more: claims.more } };
  }
}

type New = Exclude<Found, { kind: "harmless" }>;

/** The same alarm as it was remembered last; null for a new one. */
function findKnown(found: New, before: readonly Told[]): Alarm | null {
  const isSame = (one: Told): one is Alarm =>
    one.kind === found.kind &&
    one.jobId === found.jobId &&
    (one.kind !== "refused" || found.kind !== "refused" || one.endpoint === found.endpoint) &&
    one.first === found.first;
  return before.find(isSame) ?? null;
}

function continueAlarm(found: New, { first, since, changed, commits }: Alarm): Alarm {
  // What had changed before a refusal is remembered with it.
  if (found.kind === "refused") return { ...found, commits };
  return { ...found, first, since, changed, commits };
}

/** What had changed between the runs before an alarm and its first. */
async function lookBack(
  found: New,
  baseline: Baseline,
  { octokit, repository }: { readonly octokit: Octokit; readonly repository: RepositoryNow },
): Promise<Alarm> {
  // What the file alone shows begins today.
  if (found.first === "") return { ...found, since: new Date().toISOString().slice(0, 10), commits: null };
  const at = baseline.runs.get(found.first)?.at;
  const earlier = at === undefined ? null : findLookBack(baseline, found.first, at);
  if (earlier === null) return { ...found, commits: null };
  const head = await readHeadShaOf(octokit, repository, found.first);
  const base = await readHeadShaOf(octokit, repository, earlier.near);
  const commits = head === null || base === null || head === base ? null : { base, head };
  if (found.kind === "refused" || head === null) return { ...found, commits };
  const actions = [...baseline.actions].filter(([, runs]) => runs.has(found.first)).map(([action]) => action);
  const findChanges = createFindChanges(octokit, repository, baseline);
  return { ...found, changed: await findChanges(earlier.near, { headSha: head, actions }), commits };
}
