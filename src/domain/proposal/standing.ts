import { type GroupedJobs, groupJobs } from "../assessment/group-jobs.ts";
import type { AssessedFile, JobAssessment, JobState } from "../assessment/job-assessment.ts";
import type { JobRecord } from "../assessment/job-record.ts";
import type { Enforcer } from "../guard/enforcer.ts";
import type { WorkflowFile } from "../workflow/workflow-file.ts";

/** As assessed, or `proposed` while an open pull request of the bot makes the job block. */
export type StandingState = JobState | "proposed";

/** How a guarded job stands, as it is kept to be seen from afar. */
export interface JobStanding {
  readonly jobId: string;
  readonly state: StandingState;
  /** Since when it stands so, ms since 1970. */
  readonly since: number;
  /** What it waits for a person with: `review`, `not-permitted`, or the code of what stands in its way; null where nobody has to do anything. */
  readonly needs: string | null;
  /** How many entries its list has, or would have. */
  readonly endpoints: number;
  /** The open pull request that changes it; null where none does. */
  readonly pullRequest: number | null;
}

/** How a job stands at this moment; since when is known only where the file's history tells. */
export type JobStandingNow = Omit<JobStanding, "since"> & { readonly since: number | null };

/** What a look at a proposal ended with. */
export interface LookedAt {
  readonly path: string;
  readonly file: Pick<WorkflowFile, "jobs">;
  readonly assessed: AssessedFile | null;
  readonly enforcer: Pick<Enforcer, "read">;
  readonly records: ReadonlyMap<string, Pick<JobRecord, "blockedAt">>;
  /** The open pull request; null where none is. */
  readonly pullRequest: number | null;
  /** The jobs that it changes, and of these the ones that come to block. */
  readonly open: ReadonlySet<string>;
  readonly proposed: ReadonlySet<string>;
  /** The bot may not write what it would propose. */
  readonly isNotPermitted: boolean;
}

/** How the guarded jobs of a file stand, in the file's order; a job that lost its guard step is among them while that is alarming. */
export function listStandings({ path, file, assessed, ...looked }: LookedAt): readonly JobStandingNow[] {
  if (assessed?.ok !== true) return [];
  const open = new Map(looked.pullRequest === null ? [] : [[path, looked.pullRequest]]);
  const needing = namesIn(groupJobs([{ path, assessed }], open)["needs-you"]);
  const jobs = new Map(file.jobs.map((job) => [job.id, job]));
  return assessed.jobs.flatMap((one) => {
    const { jobId } = one;
    if (one.state === "not-guarded" && one.reasons.length === 0) return [];
    const pullRequest = looked.open.has(jobId) ? looked.pullRequest : null;
    const isProposed = pullRequest !== null && looked.proposed.has(jobId);
    const job = jobs.get(jobId);
    const guard = job === undefined ? null : looked.enforcer.read(job);
    const isBlocking = guard?.policy === "block";
    const blockedAt = isBlocking ? (looked.records.get(jobId)?.blockedAt ?? null) : null;
    return {
      jobId,
      state: isProposed ? "proposed" : one.state,
      since: blockedAt === null ? null : Date.parse(blockedAt),
      needs: findNeed(one, { ...looked, pullRequest, isNeeding: needing.has(jobId) }),
      endpoints: isBlocking ? guard.entries.length : (one.recommendation?.entries.length ?? 0),
      pullRequest,
    };
  });
}

function namesIn(jobs: GroupedJobs["needs-you"]): ReadonlySet<string> {
  return new Set(jobs.map(({ job }) => job.jobId));
}

function findNeed(
  { state, reasons }: JobAssessment,
  {
    pullRequest,
    isNotPermitted,
    isNeeding,
  }: Pick<LookedAt, "pullRequest" | "isNotPermitted"> & { readonly isNeeding: boolean },
): string | null {
  if (pullRequest !== null) return "review";
  if (isNotPermitted && (state === "ready" || state === "missing")) return "not-permitted";
  return isNeeding ? (reasons[0]?.code ?? state) : null;
}
