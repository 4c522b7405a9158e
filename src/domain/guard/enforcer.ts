import type { Turns } from "../../shared/turns.ts";
import type { Release } from "../harden-runner/version-table.ts";
import type { Job, WorkflowFile } from "../workflow/workflow-file.ts";
import type { GuardPolicy } from "./guard-policy.ts";
import type { Policy } from "./policy.ts";
import type { EditRefusal, GuardObstacle } from "./refusal.ts";

/**
 * PORT. What can hold a job to its list, as far as it is the same for all files. A new one is a folder beside `workflow-step/` and
 * `policy-store/`, and a line in `domain/settings/enforcers.ts`.
 */
export interface EnforcerKind {
  /** Where it keeps the lists, for people. */
  readonly place: string;
  /** Whether one version of a workflow file lets it hold a job to a list, where the version before did not. */
  hasSwitched(before: GuardPolicy, after: GuardPolicy): boolean;
}

/** What can hold the jobs of one workflow file to their lists, with all that it has to know at one moment. */
export interface Enforcer {
  /** What the job's guard does now; null where nothing guards the job. */
  read(job: Job): GuardPolicy | null;
  /** Why the guard of a job is not its to change, whatever is wanted; null where it is. */
  findObstacle(guard: GuardPolicy, jobId: string): GuardObstacle | null;
  /** Whether a guard comes to do something else by an edit of the workflow file; else by a change of what is kept outside it. */
  isInFile(jobId: string): boolean;
  /**
   * Makes the guards of jobs that are `isInFile`, by job id, do what is wanted. A job for which that cannot be is refused, the others are not. In
   * turns, for a file may have hundreds of jobs.
   */
  apply(
    file: WorkflowFile,
    wanted: ReadonlyMap<string, Wanted>,
    options: { readonly path: string | null },
  ): Turns<Applied>;
}

/**
 * What a guard is to do: hold its job to a list, whose entries come to those that it has, and with `pin` by that release; hold it to its
 * list with more; with less; only record; or go on as it does, by another release.
 */
export type Wanted =
  | { readonly kind: "switch"; readonly entries: readonly string[]; readonly pin?: Release }
  | { readonly kind: "move"; readonly pin: Release }
  | { readonly kind: "repair"; readonly entries: readonly string[]; readonly pin?: Release }
  | { readonly kind: "trim"; readonly without: readonly string[]; readonly pin?: Release }
  | { readonly kind: "return" };

/** A workflow file in which guards do what is wanted, and what it takes. Jobs that already were so are neither changed nor refused. */
export interface Applied {
  /** The very same where nothing was changed. */
  readonly file: WorkflowFile;
  readonly changed: readonly string[];
  readonly refused: readonly EditRefusal[];
  /** What a reader should know about a changed job. */
  readonly notes: readonly { readonly job: string; readonly message: string }[];
  /** What has to be written outside the file before it holds, by name. */
  readonly policies: Policies;
}

/** Policies that are kept outside the workflow file, by their names, and the job that each is for. */
export type Policies = ReadonlyMap<string, { readonly jobId: string; readonly policy: Policy }>;

/** What the guards of a workflow file do now, by job id, without the jobs that have none; empty where there is no file to read. */
export function readGuards(
  file: Pick<WorkflowFile, "jobs"> | null,
  { read }: Pick<Enforcer, "read">,
): ReadonlyMap<string, GuardPolicy> {
  const guards = new Map<string, GuardPolicy>();
  for (const job of file?.jobs ?? []) {
    const guard = read(job);
    if (guard !== null) guards.set(job.id, guard);
  }
  return guards;
}
