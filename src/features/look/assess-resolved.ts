import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import type { Resolutions } from "../../domain/assessment/dead-entries.ts";
import { listHostsToResolve } from "../../domain/assessment/hosts-to-resolve.ts";
import type { AssessedFile, JobAssessment, Learned } from "../../domain/assessment/job-assessment.ts";
import type { Rules } from "../../domain/assessment/rules.ts";
import type { ParseResult } from "../../domain/workflow/workflow-file.ts";
import { assessInTurns } from "./in-turns.ts";

/** A workflow file, what was learned about its jobs, and by what they are judged. */
interface Resolvable {
  readonly parsed: ParseResult;
  readonly path: string;
  readonly learned: ReadonlyMap<string, Learned>;
  readonly rules: Rules;
  /** Null where hosts are not to be looked up. */
  readonly resolveHosts: ResolveHosts | null;
  /** Jobs that an open pull request switches. */
  readonly proposed: ReadonlySet<string>;
  /** Looks at what changed before endpoints were first wanted, and returns the records with it; the same where nothing is new. */
  readonly lookBack?: LookBack;
}

export type LookBack = (
  jobs: readonly JobAssessment[],
  records: Rules["records"],
) => Promise<Rules["records"]>;

/**
 * Assesses a file with what changed before the hosts that would be listed were first wanted, and with what resolvers say about them. Once
 * more where that says something new, for which hosts matter follows from the first time; where there are none, nobody is asked.
 * @throws ResolverDownError, and what GitHub or the store answered with
 */
export async function assessResolved({
  parsed,
  path,
  learned,
  rules: known,
  resolveHosts,
  proposed,
  lookBack = async (_, records) => records,
}: Resolvable): Promise<AssessedFile> {
  const before = await assessInTurns(parsed, path, learned, known);
  const records = before.ok ? await lookBack(before.jobs, known.records) : known.records;
  const rules = { ...known, records };
  const first = records === known.records ? before : await assessInTurns(parsed, path, learned, rules);
  if (resolveHosts === null) return first;
  const hosts = parsed.ok && first.ok ? listHostsToResolve(parsed.file, first.jobs, proposed) : [];
  const resolutions = hosts.length === 0 ? new Map() : unresolved(await resolveHosts(hosts));
  return resolutions.size === 0 ? first : assessInTurns(parsed, path, learned, { ...rules, resolutions });
}

function unresolved(answers: Awaited<ReturnType<ResolveHosts>>): Resolutions {
  const resolutions = new Map<string, "missing" | "unanswered">();
  for (const [host, answer] of answers) if (answer !== "resolves") resolutions.set(host, answer);
  return resolutions;
}
