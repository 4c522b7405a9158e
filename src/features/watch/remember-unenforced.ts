import type { Store } from "../../adapters/store/store.ts";
import { describeUnenforced } from "../../domain/assessment/describe-enforcement.ts";
import { describeTrouble } from "../../domain/assessment/describe-trouble.ts";
import type { JobAssessment, Obstacle } from "../../domain/assessment/job-assessment.ts";
import type { UnenforcedJob } from "../../domain/assessment/told.ts";
import { orderedRuns } from "../../domain/baseline/window.ts";
import type { NotEnforcedCause } from "../../domain/record/enforcement.ts";
import { fileNameOf } from "../../domain/run/file-name.ts";
import { sayReason } from "../../domain/text/say-reason.ts";
import { weakenedGuardWords } from "../../domain/text/sentences/weakened.ts";

// Each of these may be a bad day of GitHub's or StepSecurity's. Once is no reason to call people.
const passing: ReadonlySet<NotEnforcedCause> = new Set([
  "agent-timed-out",
  "switched-to-audit",
  "policy-store-failed",
]);

/** Remembers which jobs of a file are told to block and do not, or fail since they do; says whether that is news. @throws what the store answered with */
export async function rememberUnenforced(
  repositoryId: number,
  path: string,
  jobs: readonly JobAssessment[],
  { reports }: Pick<Store, "reports">,
): Promise<boolean> {
  const told: UnenforcedJob[] = [];
  for (const job of jobs) {
    const one = describe(job, path);
    if (one === null) continue;
    const found =
      job.trouble?.reason === "ambiguous-record"
        ? await reports.readClaims(repositoryId, path, job.jobId)
        : null;
    if (found?.run !== job.trouble?.run || found === null) told.push(one);
    else told.push({ ...one, claims: { endpoints: found.endpoints, more: found.more } });
  }
  return reports.rememberUnenforced(repositoryId, path, told);
}

/** Null where the job is as it should be, as far as is known. */
function describe(job: JobAssessment, path: string): UnenforcedJob | null {
  const { jobId, state, reasons, unenforced, trouble, learned } = job;
  const legs = unenforced.filter(({ cause, run, since }) => !passing.has(cause) || run !== since);
  const bad = [...legs, ...(trouble === null ? [] : [trouble])];
  const [first] = bad;
  const isIgnored = reasons.some(({ code }) => code === "ignored");
  if (learned === null || state === "returning" || isIgnored) return null;
  const weakened = reasons.filter(({ code }) => code in weakenedGuardWords);
  if (first === undefined) return describeWeakened(job, weakened);
  const atOf = (run: string): string => learned.baseline.runs.get(run)?.at ?? "";
  const newest = bad.reduce((one, other) => (atOf(other.run) > atOf(one.run) ? other : one), first);
  const oldest = bad.reduce((one, other) => (atOf(other.since) < atOf(one.since) ? other : one), first);
  const causes = [
    ...weakened,
    ...describeUnenforced(legs),
    ...(trouble === null ? [] : [describeTrouble(trouble, `${fileNameOf(path)}:${jobId}`)]),
  ];
  return {
    jobId,
    kind: legs.length + weakened.length > 0 ? "not-enforced" : "failing",
    causes: causes.map(sayReason),
    run: newest.run,
    since: atOf(oldest.since).slice(0, 10),
  };
}

/** The file tells it before any run does. */
function describeWeakened(
  { jobId, learned }: JobAssessment,
  weakened: readonly Obstacle[],
): UnenforcedJob | null {
  const [run, observed] = learned === null ? [] : (orderedRuns(learned.baseline).at(-1) ?? []);
  if (weakened.length === 0 || run === undefined || observed === undefined) return null;
  return {
    jobId,
    kind: "not-enforced",
    causes: weakened.map(sayReason),
    run,
    since: observed.at.slice(0, 10),
  };
}
