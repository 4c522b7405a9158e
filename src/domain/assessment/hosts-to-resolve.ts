import { hostsOf, readPolicies } from "../guard/guard-policy.ts";
import { isWanted } from "../proposal/select.ts";
import type { JobAssessment } from "./assess.ts";

/**
 * The exact hosts that would be in the lists of the jobs that are to be switched, with those that the file names already, and those
 * that would be added to other lists. One that does not resolve would make Harden-Runner block nothing at all.
 */
export function listHostsToResolve(
  text: string,
  jobs: readonly JobAssessment[],
  proposed: ReadonlySet<string>,
): readonly string[] {
  const policies = readPolicies(text);
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
