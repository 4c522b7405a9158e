import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import { assessFile } from "../../domain/assessment/assess.ts";
import type { Resolutions } from "../../domain/assessment/dead-entries.ts";
import { listHostsToResolve } from "../../domain/assessment/hosts-to-resolve.ts";
import type { AssessedFile, Learned } from "../../domain/assessment/job-assessment.ts";
import type { Rules } from "../../domain/assessment/rules.ts";
import type { ParseResult } from "../../domain/workflow/workflow-file.ts";

/** A workflow file, what was learned about its jobs, and by what they are judged. */
interface Resolvable {
  readonly parsed: ParseResult;
  readonly path: string;
  readonly learned: ReadonlyMap<string, Learned>;
  readonly rules: Rules;
  readonly resolveHosts: ResolveHosts;
  /** Jobs that an open pull request switches. */
  readonly proposed: ReadonlySet<string>;
}

/**
 * Assesses a file with what resolvers say about the hosts that would be listed. Once more where some host does not resolve, for which
 * hosts matter follows from the first time; where none does, no resolver is asked. @throws ResolverDownError
 */
export async function assessResolved({
  parsed,
  path,
  learned,
  rules,
  resolveHosts,
  proposed,
}: Resolvable): Promise<AssessedFile> {
  const first = assessFile(parsed, path, learned, rules);
  const hosts = parsed.ok && first.ok ? listHostsToResolve(parsed.file, first.jobs, proposed) : [];
  const resolutions = hosts.length === 0 ? new Map() : unresolved(await resolveHosts(hosts));
  return resolutions.size === 0 ? first : assessFile(parsed, path, learned, { ...rules, resolutions });
}

function unresolved(answers: Awaited<ReturnType<ResolveHosts>>): Resolutions {
  const resolutions = new Map<string, "missing" | "unanswered">();
  for (const [host, answer] of answers) if (answer !== "resolves") resolutions.set(host, answer);
  return resolutions;
}
