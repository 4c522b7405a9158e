import type { Baseline } from "../baseline/baseline.ts";
import type { JobDecision } from "../baseline/decision.ts";
import type { EnforcementNow } from "../baseline/enforcement-now.ts";
import type { Miss } from "../baseline/misses.ts";
import type { UnguardedLeg } from "../baseline/unguarded-legs.ts";
import type { UnusedEntry } from "../baseline/unused.ts";
import type { DeniedEntry, UnheldLeg } from "../guard/denied-entries.ts";
import type { Enforcer, Wanted } from "../guard/enforcer.ts";
import type { EditRefusal } from "../guard/refusal.ts";
import type { Release } from "../harden-runner/version-table.ts";
import type { Readiness } from "../readiness/gate.ts";
import type { Recommendation } from "../recommendation/recommendation.ts";
import type { JobKey } from "../run/job-key.ts";
import { sayDeniedStays } from "../text/sentences/misses.ts";
import { sayDecidedJob } from "../text/sentences/obstacles.ts";
import type { FileProblem } from "../workflow/file-problem.ts";
import type { Trouble } from "./find-trouble.ts";
import type { PinMove } from "./pin-move.ts";

/** What has been learned about a job, and from whose runs. */
export interface Learned {
  /** Cut to the window. */
  readonly baseline: Baseline;
  readonly source: JobKey["source"];
  /** How many runs of the default branch are among those of pull requests, where these are the source. */
  readonly defaultBranchRuns?: number;
  /** The runs of the bot's own pull request, in which its list is tried. */
  readonly trial?: Baseline;
  /** Those of pull requests, forks and bots, which teach nothing. */
  readonly unproven?: readonly Baseline[];
  /** Of these, the runs of pull requests of people: they tell which steps run there only. */
  readonly pullRequests?: Baseline;
}

/** What stands in a job's way. The message may quote the file; `lift` says what would take it away, where something can. */
export interface Obstacle {
  readonly code: string;
  readonly message: string;
  readonly lift?: string;
  /** What denying it would take away: `host:port`. */
  readonly deny?: string;
}

/** How a job of the file stands. */
export interface JobAssessment {
  readonly jobId: string;
  readonly state: JobState;
  /** What stands in the way, or of an enforced job what else is to be known; empty for `ready` and `not-guarded`. */
  readonly reasons: readonly Obstacle[];
  /** Gates that were not passed, and that somebody has overridden. */
  readonly overridden: readonly Obstacle[];
  /** What somebody has said about the job. */
  readonly decision: JobDecision | null;
  /** Legs that Harden-Runner cannot hold to a list, beside others that it can. */
  readonly unguardedLegs: readonly UnguardedLeg[];
  /** Null where nothing was learned. */
  readonly learned: Learned | null;
  readonly recommendation: Recommendation | null;
  readonly readiness: Readiness | null;
  /** Of a job that blocks: whether it was held to its list; null where no run tells. */
  readonly enforcement: EnforcementNow | null;
  /** Of a job that blocks: that its runs fail or tell nothing since it does; null where they are as they were. */
  readonly trouble: Trouble | null;
  /** The legs of a job that blocks which were not held to the list when they last ran, and why. */
  readonly unenforced: readonly UnheldLeg[];
  /** What block mode refused it and its list lacks. */
  readonly misses: readonly Miss[];
  /** The entries, of those that its list lacks, that are to be added to it. */
  readonly repairs: readonly string[];
  /** The entries that the bot put on its list and that nothing has called for long; none unless one of the file is due. */
  readonly unused: readonly UnusedEntry[];
  /** The entries of its list that somebody denied, and that are to leave it; none beside repairs, which come first. */
  readonly denied: readonly DeniedEntry[];
  /** The release that its guard step moves to, with the edit of its list or before; null where it stays. */
  readonly pin: PinMove | null;
}

export type JobState =
  | "not-guarded"
  /** The guard step blocks already, and a run has proved it. */
  | "enforced"
  /** The guard step says that it blocks, and no run has proved it since. */
  | "unproven"
  /** Its runs fail, are cut off or tell nothing since it blocks. */
  | "failing"
  /** The guard step says that it blocks, and in the newest run it did not. */
  | "not-enforced"
  /** It blocks something that it needs. */
  | "missing"
  /** Somebody wants it back in audit mode. */
  | "returning"
  | Readiness["verdict"]
  /** The version of Harden-Runner that records it has to move before anything else. */
  | "outdated"
  /** Somebody wants it left alone. */
  | "ignored"
  /** Harden-Runner cannot hold it to a list where it runs. */
  | "unguardable"
  /** Ready, but its guard step cannot be edited. */
  | "refused";

export type AssessedFile =
  | { readonly ok: true; readonly jobs: readonly JobAssessment[] }
  | { readonly ok: false; readonly problem: FileProblem };

/** What the job's guard should come to do; null where it is to stay as it is. */
export function wantedOf(job: JobAssessment): Wanted | null {
  if (job.state === "returning") return { kind: "return" };
  if (job.state === "outdated") return job.pin === null ? null : { kind: "move", pin: job.pin.to };
  const pin = pinOf(job);
  if (job.repairs.length > 0) return { kind: "repair", entries: job.repairs, ...pin };
  const without = [...job.denied, ...job.unused].map(({ key }) => key);
  if (without.length > 0) return { kind: "trim", without, ...pin };
  return job.state === "ready" ? switchOf(job) : null;
}

/** Whether what the job's guard should come to do is an edit of the workflow file. Its version is in the file wherever the list is. */
export function isEdited({ jobId, state }: JobAssessment, enforcer: Pick<Enforcer, "isInFile">): boolean {
  return enforcer.isInFile(jobId) || state === "outdated";
}

/** What holds the job to the list that its baseline supports, by a release that may. */
export function switchOf(job: JobAssessment): Wanted {
  return { kind: "switch", entries: listOf(job), ...pinOf(job) };
}

function pinOf({ pin }: JobAssessment): { readonly pin?: Release } {
  return pin === null ? {} : { pin: pin.to };
}

/** The code of a denied entry that is still in the list. */
export const deniedCode = "entry-denied";

/** The job as one that cannot be edited. */
export function refuse(
  job: JobAssessment,
  { code, message }: Pick<EditRefusal, "code" | "message">,
): JobAssessment {
  if (job.denied.length > 0) {
    const keys = job.denied.map(({ key }) => key);
    // No pull request removes it, so none is named as the way out.
    const unenforced = job.unenforced.map((leg) =>
      leg.removal?.kind === "merge" ? { ...leg, removal: { kind: "edit" as const } } : leg,
    );
    const others = job.reasons.map((reason) =>
      reason.code === "reverted" ? { code: reason.code, message: reason.message } : reason,
    );
    const reasons = [...others, { code: deniedCode, ...sayDeniedStays(keys, message) }];
    return { ...job, unenforced, reasons, denied: [], unused: [], pin: null };
  }
  // That something is listed and not used does no harm.
  if (job.unused.length > 0 && job.repairs.length === 0) return { ...job, unused: [] };
  return { ...job, state: "refused", reasons: [{ code, message }], repairs: [], unused: [] };
}

/** The job as one whose unused entries stay for now. */
export function keepUnused(job: JobAssessment): JobAssessment {
  if (job.unused.length === 0) return job;
  return { ...job, unused: [], pin: job.repairs.length + job.denied.length > 0 ? job.pin : null };
}

/** The allow-list that the job's baseline supports. */
export function listOf({ recommendation }: JobAssessment): readonly string[] {
  return (recommendation?.entries ?? []).map(({ text }) => text);
}

/** What somebody said about a job, as a reason. */
export function sayDecided({ login, at }: JobDecision, what: "ignore" | "audit"): Obstacle {
  return { code: "ignored", ...sayDecidedJob(login, at.slice(0, 10), what) };
}
