import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import { assessFile } from "../../domain/assessment/assess.ts";
import type { Resolutions } from "../../domain/assessment/dead-entries.ts";
import { listHostsToResolve } from "../../domain/assessment/hosts-to-resolve.ts";
import type { AssessedFile, Learned } from "../../domain/assessment/job-assessment.ts";
import type { Rules } from "../../domain/assessment/rules.ts";

/** A workflow file, what was learned about its jobs, and by what they are judged. */
export interface FileToAssess {
  readonly text: string;
  readonly path: string;
  readonly learned: ReadonlyMap<string, Learned>;
  readonly rules: Rules;
  /** Jobs that an open pull request switches. */
  readonly proposed: ReadonlySet<string>;
}

/**
 * Assesses a file with what resolvers say about the hosts that would be listed. Twice, for which hosts matter follows from the first
 * time; where none does, no resolver is asked. @throws ResolverDownError
 */
export async function assessResolved(
  { text, path, learned, rules, proposed }: FileToAssess,
  resolveHosts: ResolveHosts,
): Promise<AssessedFile> {
  const first = assessFile(text, path, learned, rules);
  const hosts = first.ok ? listHostsToResolve(text, first.jobs, proposed) : [];
  if (hosts.length === 0) return first;
  const resolutions = unresolved(await resolveHosts(hosts));
  return assessFile(text, path, learned, { ...rules, resolutions });
}

function unresolved(answers: Awaited<ReturnType<ResolveHosts>>): Resolutions {
  const resolutions = new Map<string, "missing" | "unanswered">();
  for (const [host, answer] of answers) if (answer !== "resolves") resolutions.set(host, answer);
  return resolutions;
}
