import type { Store } from "../../adapters/store/store.ts";
import { describeUnenforced } from "../../domain/assessment/describe-enforcement.ts";
import type { JobAssessment } from "../../domain/assessment/job-assessment.ts";
import type { UnenforcedJob } from "../../domain/assessment/told.ts";
import type { NotEnforcedCause } from "../../domain/record/enforcement.ts";
import { sayReason } from "../../domain/text/say-reason.ts";

// Each of these may be a bad day of GitHub's or StepSecurity's. Once is no reason to call people.
const passing: ReadonlySet<NotEnforcedCause> = new Set([
  "agent-timed-out",
  "switched-to-audit",
  "policy-store-failed",
]);

/** Remembers which jobs of a file are told to block and do not; says whether that is news. @throws what the store answered with */
export async function rememberUnenforced(
  repositoryId: number,
  path: string,
  jobs: readonly JobAssessment[],
  { reports }: Pick<Store, "reports">,
): Promise<boolean> {
  return reports.rememberUnenforced(
    repositoryId,
    path,
    jobs.flatMap((job) => describe(job) ?? []),
  );
}

/** Null where the job is as it should be, as far as is known. */
function describe({ jobId, state, reasons, unenforced, learned }: JobAssessment): UnenforcedJob | null {
  const legs = unenforced.filter(({ cause, run, since }) => !passing.has(cause) || run !== since);
  const [first] = legs;
  const isIgnored = reasons.some(({ code }) => code === "ignored");
  if (first === undefined || learned === null || state === "returning" || isIgnored) return null;
  const atOf = (run: string): string => learned.baseline.runs.get(run)?.at ?? "";
  const newest = legs.reduce((one, other) => (atOf(other.run) > atOf(one.run) ? other : one), first);
  const oldest = legs.reduce((one, other) => (atOf(other.since) < atOf(one.since) ? other : one), first);
  return {
    jobId,
    causes: describeUnenforced(legs).map(sayReason),
    run: newest.run,
    since: atOf(oldest.since).slice(0, 10),
  };
}
