import { hostsOf, readPolicies } from "../guard/guard-policy.ts";
import type { WorkflowFile } from "../workflow/workflow-file.ts";
import type { JobAssessment } from "./job-assessment.ts";

/**
 * The exact hosts that would be in the lists of the jobs that are to be switched, with those that the file names already, and those
 * that would be added to other lists. One that does not resolve would make Harden-Runner block nothing at all.
 */
export function listHostsToResolve(
  file: WorkflowFile,
  jobs: readonly JobAssessment[],
  proposed: ReadonlySet<string>,
): readonly string[] {
  const policies = readPolicies(file);
  const hosts = new Set<string>();
  for (const { repairs } of jobs) for (const host of hostsOf({ entries: repairs })) hosts.add(host);
  for (const job of jobs.filter((one) => isWanted(one, proposed))) {
    const entries = job.recommendation?.entries ?? [];
    const listed = policies.get(job.jobId)?.entries ?? [];
    for (const host of hostsOf({ entries: [...entries.map(({ text: entry }) => entry), ...listed] }))
      hosts.add(host);
  }
  return [...hosts].sort();
}

/**
 * Whether a job is to be switched: it is ready; or it is in `proposed` and settles again, as something new was called, or a
 * resolver did not answer. An open pull request with the new list serves better than one that is closed and opened anew.
 */
export function isWanted({ jobId, state, reasons }: JobAssessment, proposed: ReadonlySet<string>): boolean {
  if (state === "ready") return true;
  if (!proposed.has(jobId)) return false;
  return (
    state === "settling" || (state === "held" && reasons.every(({ code }) => code === "host-unanswered"))
  );
}
