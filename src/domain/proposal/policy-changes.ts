import { createHash } from "node:crypto";
import { type JobAssessment, listOf } from "../assessment/job-assessment.ts";
import { entryKey } from "../endpoint/entry.ts";
import { missingEntries } from "../endpoint/entry-list.ts";
import { partUsable } from "../endpoint/usable-entries.ts";
import type { GuardPolicy } from "../guard/guard-policy.ts";
import type { Policy } from "../guard/policy.ts";
import { isSamePolicy, type StoredGuard, type StoredPolicies } from "../guard/policy-store/stored-guard.ts";

/** A policy of the Policy Store that should be another one. */
export interface PolicyChange extends Pick<StoredGuard, "name" | "scope" | "written"> {
  readonly why: "switch" | "repair" | "return" | "deny" | "trim";
  readonly jobs: readonly JobAssessment[];
  /** As it is; null where there is none. */
  readonly current: Policy | null;
  readonly wanted: Policy;
}

/**
 * What the stored policies of a workflow file's jobs should become, as far as they are the repository's. `guards` and `stored` are the file's, by job id. What several jobs
 * use is judged by all of them; what is not used any more waits until nothing else is to be done, and for its time.
 */
export function listPolicyChanges(
  jobs: readonly JobAssessment[],
  guards: ReadonlyMap<string, GuardPolicy>,
  stored: StoredPolicies["guards"],
  mayTrim: boolean,
): readonly PolicyChange[] {
  const changes: PolicyChange[] = [];
  for (const { guard, group } of groupByPolicy(jobs, stored)) {
    if (!guard.isOurs) continue;
    const next = wantedOf(group, guard, mayTrim);
    if (next === null) continue;
    const { policy: current, name, scope, written } = guard;
    const { egressPolicy = "block", entries, why } = next;
    const kept = current ?? guards.get(group[0]?.jobId ?? "")?.switches ?? noSwitches;
    const { disableTelemetry, disableSudo, disableFileMonitoring } = kept;
    const wanted = { egressPolicy, entries, disableTelemetry, disableSudo, disableFileMonitoring };
    if (current === null || !isSamePolicy(current, wanted))
      changes.push({ why, name, scope, written, current, wanted, jobs: group });
  }
  const urgent = changes.filter(({ why }) => why !== "trim");
  // Nobody is asked about what an issue cannot show; the rest follows.
  return (urgent.length > 0 ? urgent : changes).slice(0, mostChanges);
}

const mostChanges = 20;
const noSwitches = { disableTelemetry: false, disableSudo: false, disableFileMonitoring: false };

interface PolicyUsers {
  readonly guard: StoredGuard;
  readonly group: readonly JobAssessment[];
}

function groupByPolicy(
  jobs: readonly JobAssessment[],
  stored: StoredPolicies["guards"],
): readonly PolicyUsers[] {
  const groups = new Map<string, PolicyUsers>();
  for (const job of jobs) {
    const guard = stored.get(job.jobId);
    if (guard === undefined) continue;
    const known = groups.get(guard.name) ?? { guard, group: [] };
    groups.set(guard.name, { ...known, group: [...known.group, job] });
  }
  return [...groups.values()];
}

interface Next {
  readonly why: PolicyChange["why"];
  readonly egressPolicy?: Policy["egressPolicy"];
  readonly entries: readonly string[];
}

function wantedOf(jobs: readonly JobAssessment[], { policy }: StoredGuard, mayTrim: boolean): Next | null {
  const entries = policy?.entries ?? [];
  const { usable } = partUsable(entries);
  // The list that the step has itself stands above it.
  if (jobs.some(({ state }) => state === "refused")) return null;
  if (jobs.some(({ state }) => state === "returning"))
    return { why: "return", egressPolicy: "audit", entries };
  if (policy?.egressPolicy !== "block") {
    // It would hold all of them to the list.
    if (!jobs.every(({ state }) => state === "ready")) return null;
    return { why: "switch", entries: [...usable, ...missingEntries(usable, jobs.flatMap(listOf))] };
  }
  const repairs = jobs.flatMap((job) => job.repairs);
  if (repairs.length > 0) return { why: "repair", entries: [...usable, ...missingEntries(usable, repairs)] };
  // What somebody denied is denied to all jobs of the file.
  const denied = new Set(jobs.flatMap((job) => job.denied.map(({ key }) => key)));
  const allowed = entries.filter((entry) => !denied.has(entryKey(entry)));
  if (allowed.length > 0 && allowed.length < entries.length) return { why: "deny", entries: allowed };
  const unused = new Set(
    (jobs[0]?.unused ?? [])
      .map(({ key }) => key)
      .filter((key) => jobs.every((job) => job.unused.some((entry) => entry.key === key))),
  );
  const rest = entries.filter((entry) => !unused.has(entryKey(entry)));
  // A list is not emptied.
  if (!mayTrim || rest.length === entries.length || rest.length === 0) return null;
  return { why: "trim", entries: rest };
}

/** A digest of what is to be written, and in place of what: whoever says yes to it has seen just this. Hexadecimal SHA-256. */
export function digestOfChanges(changes: readonly PolicyChange[]): string {
  const told = changes.map(({ name, scope, current, wanted }) => ({ name, scope, current, wanted }));
  return createHash("sha256").update(JSON.stringify(told)).digest("hex");
}

/** An entry of a policy in three versions. */
export interface EntryDifference {
  /** As a list has it, or `egress-policy: block`. */
  readonly entry: string;
  readonly isWanted: boolean;
  /** Null where it is not known what the bot wrote. */
  readonly wasWritten: boolean | null;
  readonly isStored: boolean;
}

/** What differs between what is wanted, what the bot wrote last, and what the store has. Sorted as wanted, then as stored. */
export function compareVersions({ wanted, written, current }: PolicyChange): {
  readonly differences: readonly EntryDifference[];
  /** The entries that are the same in all of them. */
  readonly same: number;
} {
  const linesOf = (policy: Policy | null): readonly string[] =>
    policy === null ? [] : [`egress-policy: ${policy.egressPolicy}`, ...policy.entries.map(entryKey)];
  const [next, last, now] = [linesOf(wanted), linesOf(written), linesOf(current)];
  const entries = [...new Set([...next, ...now, ...last])].map(
    (entry): EntryDifference => ({
      entry,
      isWanted: next.includes(entry),
      wasWritten: written === null ? null : last.includes(entry),
      isStored: now.includes(entry),
    }),
  );
  const isSame = ({ isWanted, wasWritten, isStored }: EntryDifference): boolean =>
    isWanted && isStored && wasWritten !== false;
  return { differences: entries.filter((entry) => !isSame(entry)), same: entries.filter(isSame).length };
}
