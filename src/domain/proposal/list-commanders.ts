import { listOf } from "../assessment/job-assessment.ts";
import type { FileDecisions } from "../baseline/decision.ts";
import type { Proposal } from "./select.ts";

/** The logins of those whose commands brought some of these entries into a proposal: the entry itself, or a job that needs it. Sorted. */
export function listCommanders(
  added: readonly string[],
  { switched }: Pick<Proposal, "switched">,
  { endpoints, jobs }: FileDecisions,
): readonly string[] {
  const entries = new Set(added);
  const byEntry = endpoints.flatMap(({ kind, endpoint, origin }) =>
    kind === "allow" && origin.kind === "person" && entries.has(endpoint) ? [origin.login] : [],
  );
  const byJob = switched.flatMap((job) => {
    const decision = jobs.get(job.jobId);
    return decision?.kind === "propose" && listOf(job).some((entry) => entries.has(entry))
      ? [decision.login]
      : [];
  });
  return [...new Set([...byEntry, ...byJob])].sort();
}
