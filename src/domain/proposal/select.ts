import { finish, type Turns } from "../../shared/turns.ts";
import { isWanted } from "../assessment/hosts-to-resolve.ts";
import {
  isEdited,
  type JobAssessment,
  keepUnused,
  listOf,
  refuse,
  switchOf,
  wantedOf,
} from "../assessment/job-assessment.ts";
import { entryKey } from "../endpoint/entry.ts";
import type { Applied, Enforcer, Policies, Wanted } from "../guard/enforcer.ts";
import { readPolicies } from "../guard/guard-policy.ts";
import type { Policy } from "../guard/policy.ts";
import { digestOf, type Lists } from "../marks/digest.ts";
import { findSwitched } from "../settings/enforcers.ts";
import type { WorkflowFile } from "../workflow/workflow-file.ts";

/** What is proposed for a workflow file. */
export interface Proposal {
  /** As it should be. */
  readonly file: WorkflowFile;
  /** The jobs that come to block. */
  readonly switched: readonly JobAssessment[];
  /** The jobs that block already and whose lists get what they lack. */
  readonly repaired: readonly JobAssessment[];
  /** The jobs that are to record only, as somebody wants it. */
  readonly returned: readonly JobAssessment[];
  /** The jobs whose steps only get another release of Harden-Runner, before they are learned anew. */
  readonly moved: readonly JobAssessment[];
  /** The jobs whose lists lose what somebody denied or, where there is none of the above, what nothing calls any more. */
  readonly trimmed: readonly JobAssessment[];
  /** The other jobs of the file. */
  readonly others: readonly JobAssessment[];
  /** The wanted lists of the switched jobs. */
  readonly lists: Lists;
  /** What is to be kept outside the file for the switched jobs; empty where the lists are in it. */
  readonly policies: Policies;
  readonly digest: string;
  readonly notes: Applied["notes"];
}

/** By what is selected. */
export interface SelectOptions {
  /** The jobs that an open pull request switches. */
  readonly proposed: ReadonlySet<string>;
  readonly mayTrim: boolean;
  readonly enforcer: Enforcer;
}

/**
 * Proposes what is wanted; null for nothing. What a job lacks is urgent, and to be seen at a glance: while it is proposed no other job
 * joins, but for those that stand in the open pull request already. The same holds of what somebody denied. A step that only gets another release
 * waits so too. What is not used any more waits until nothing else is to be done but to take denied entries out, and for its time: `mayTrim`.
 */
export function selectProposal(...of: Parameters<typeof selectInTurns>): Proposal | null {
  return finish(selectInTurns(...of));
}

/** The same in turns. */
export function* selectInTurns(
  { path, file }: { readonly path: string; readonly file: WorkflowFile },
  jobs: readonly JobAssessment[],
  { proposed, mayTrim, enforcer }: SelectOptions,
): Turns<Proposal | null> {
  const isTrim = jobs
    .filter((job) => isEdited(job, enforcer))
    .every(
      (job) =>
        !isWanted(job, proposed) &&
        job.repairs.length === 0 &&
        job.state !== "returning" &&
        job.state !== "outdated",
    );
  const now = isTrim && mayTrim ? jobs : jobs.map(keepUnused);
  const inFile = now.filter((job) => isEdited(job, enforcer));
  const isUrgent = inFile.some(
    ({ state, repairs, denied }) => repairs.length + denied.length > 0 || state === "returning",
  );
  const wanted = new Map<string, Wanted>();
  for (const job of inFile) {
    const isSwitched = isWanted(job, proposed);
    if (isSwitched && isUrgent && !proposed.has(job.jobId)) continue;
    if (job.state === "outdated" && isUrgent) continue;
    const one = isSwitched ? switchOf(job) : wantedOf(job);
    if (one !== null) wanted.set(job.jobId, one);
  }
  const edit = yield* enforcer.apply(file, wanted, { path });
  const changed = new Set(edit.changed);
  if (changed.size === 0) return null;
  const refusals = new Map(edit.refused.map((refusal) => [refusal.job, refusal]));
  const edited = now.filter(({ jobId }) => changed.has(jobId));
  const returned = edited.filter(({ state }) => state === "returning");
  const repaired = edited.filter(({ repairs }) => repairs.length > 0);
  const trimmed = edited.filter(
    ({ repairs, unused, denied }) => repairs.length === 0 && unused.length + denied.length > 0,
  );
  const moved = edited.filter(({ state }) => state === "outdated");
  const switched = edited.filter((job) => ![...returned, ...repaired, ...trimmed, ...moved].includes(job));
  const lists = new Map(switched.map((job) => [job.jobId, listOf(job)]));
  const { policies } = edit;
  return {
    file: edit.file,
    switched,
    repaired,
    returned,
    moved,
    trimmed,
    others: jobs
      .filter(({ jobId }) => !changed.has(jobId))
      .map((job) => {
        const refusal = refusals.get(job.jobId);
        return refusal === undefined ? job : refuse(job, refusal);
      }),
    lists,
    policies,
    digest: digestOf(
      new Map([
        ...lists,
        ...repaired.map(({ jobId, repairs }) => [jobId, repairs] as const),
        ...trimmed.map(({ jobId, unused, denied }) => [jobId, listRemoved(unused, denied)] as const),
      ]),
      returned.map(({ jobId }) => jobId),
      [...policies.keys()],
      moved.map(({ jobId }) => jobId),
    ),
    notes: edit.notes,
  };
}

/** What leaves a list. That somebody turned down to remove an unused entry says nothing of one that was denied. */
function listRemoved(unused: JobAssessment["unused"], denied: JobAssessment["denied"]): readonly string[] {
  return [...unused.map(({ key }) => `-${key}`), ...denied.map(({ key }) => `!${key}`)];
}

/** The jobs that a branch switches in comparison with the default branch, so that something holds them to lists. */
export function findProposed(
  branchFile: WorkflowFile | null,
  file: WorkflowFile | null,
): ReadonlySet<string> {
  return new Set([...findSwitched(readPolicies(file), readPolicies(branchFile)).values()].flat());
}

/**
 * What a proposal lists beside another version of the file, and the other way round, of all jobs. Sorted, each once. `stored` are the
 * policies that are kept outside that version, by name.
 */
export function compareProposed(
  before: WorkflowFile | null,
  { file, policies }: Pick<Proposal, "file" | "policies">,
  stored: ReadonlyMap<string, Pick<Policy, "entries">> = new Map(),
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const next = listEntries(file, policies);
  const old = new Map(
    [...readPolicies(before)].map(([jobId, guard]): [string, Entries] => [
      jobId,
      (guard.asks?.scope === "job" ? stored.get(guard.asks.name) : undefined) ?? guard,
    ]),
  );
  return { added: findMissing(next, old), removed: findMissing(old, next) };
}

/** All entries that a proposal lists, each once. */
export function listProposed({ file, policies }: Pick<Proposal, "file" | "policies">): readonly string[] {
  return findMissing(listEntries(file, policies), new Map());
}

/** The entries of each job, of lists in the file and of policies. */
function listEntries(file: WorkflowFile, policies: Policies): Guards {
  const guards = new Map<string, Entries>(readPolicies(file));
  for (const { jobId, policy } of policies.values()) if (guards.has(jobId)) guards.set(jobId, policy);
  return guards;
}

type Entries = Pick<Policy, "entries">;
type Guards = ReadonlyMap<string, Entries>;

function findMissing(from: Guards, to: Guards): readonly string[] {
  const found = new Set<string>();
  for (const [jobId, { entries }] of from) {
    const known = new Set(to.get(jobId)?.entries);
    for (const entry of entries) if (!known.has(entry)) found.add(entry);
  }
  return [...found].sort();
}

/** The entries that the file names already for each job and that its wanted list does not have; they stay. */
export function readKept(file: WorkflowFile | null, lists: Lists): ReadonlyMap<string, readonly string[]> {
  const policies = readPolicies(file);
  return new Map(
    [...lists].map(([jobId, wanted]) => {
      const keys = new Set(wanted.map(entryKey));
      return [jobId, (policies.get(jobId)?.entries ?? []).filter((entry) => !keys.has(entryKey(entry)))];
    }),
  );
}
