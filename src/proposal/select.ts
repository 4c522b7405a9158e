import { entryKey } from "../harden-runner/allowed-endpoints.ts";
import type { EditedWorkflow } from "../workflow/edit.ts";
import { switchToBlock } from "../workflow/edit.ts";
import { type JobAssessment, listOf, refuse } from "./assess.ts";
import type { Lists } from "./digest.ts";
import { readPolicies } from "./guard-policy.ts";

/** What is proposed for a workflow file. */
export interface Proposal {
  /** The file with the jobs switched. */
  readonly text: string;
  readonly switched: readonly JobAssessment[];
  /** The other jobs of the file. */
  readonly others: readonly JobAssessment[];
  /** The wanted lists of the switched jobs. */
  readonly lists: Lists;
  readonly notes: EditedWorkflow["notes"];
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

/** Proposes to switch what is wanted; null for nothing. */
export function selectProposal(
  file: { readonly text: string; readonly path: string },
  jobs: readonly JobAssessment[],
  proposed: ReadonlySet<string>,
): Proposal | null {
  const targets = new Map(
    jobs.filter((job) => isWanted(job, proposed)).map((job) => [job.jobId, listOf(job)]),
  );
  const edit = switchToBlock(file.text, targets, { path: file.path });
  const changed = new Set(edit.changed);
  if (changed.size === 0) return null;
  const refusals = new Map(edit.refused.map((refusal) => [refusal.job, refusal]));
  return {
    text: edit.text,
    switched: jobs.filter(({ jobId }) => changed.has(jobId)),
    others: jobs
      .filter(({ jobId }) => !changed.has(jobId))
      .map((job) => {
        const refusal = refusals.get(job.jobId);
        return refusal === undefined ? job : refuse(job, refusal);
      }),
    lists: new Map([...targets].filter(([jobId]) => changed.has(jobId))),
    notes: edit.notes,
  };
}

/** The jobs that a branch switches to block mode in comparison with the default branch. */
export function findProposed(branchText: string, fileText: string): ReadonlySet<string> {
  const before = readPolicies(fileText);
  const proposed = [...readPolicies(branchText)].filter(
    ([jobId, { policy }]) => policy === "block" && before.get(jobId)?.policy === "audit",
  );
  return new Set(proposed.map(([jobId]) => jobId));
}

/** The entries that the second text lists and the first does not, and the other way round, of all jobs. Sorted, each once. */
export function compareLists(
  before: string,
  after: string,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const [old, next] = [readPolicies(before), readPolicies(after)];
  return { added: findMissing(next, old), removed: findMissing(old, next) };
}

type Policies = ReturnType<typeof readPolicies>;

function findMissing(from: Policies, to: Policies): readonly string[] {
  const found = new Set<string>();
  for (const [jobId, { entries }] of from) {
    const known = new Set(to.get(jobId)?.entries);
    for (const entry of entries) if (!known.has(entry)) found.add(entry);
  }
  return [...found].sort();
}

/** The entries that the file names already for each job and that its wanted list does not have; they stay. */
export function readKept(fileText: string, lists: Lists): ReadonlyMap<string, readonly string[]> {
  const policies = readPolicies(fileText);
  return new Map(
    [...lists].map(([jobId, wanted]) => {
      const keys = new Set(wanted.map(entryKey));
      return [jobId, (policies.get(jobId)?.entries ?? []).filter((entry) => !keys.has(entryKey(entry)))];
    }),
  );
}
