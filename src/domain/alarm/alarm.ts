import type { RunKey } from "../baseline/baseline.ts";
import type { Claims } from "../record/observation.ts";

/** What an alarm is about; the gravest first. */
export const alarmKinds = ["refused", "forged", "not-enforced", "failing"] as const;
export type AlarmKind = (typeof alarmKinds)[number];

interface About {
  readonly jobId: string;
  /**
   * The newest run that shows it and the first of an unbroken row, `<run id>/<attempt>`, with the day of that one, `2026-01-31`. What the
   * workflow file alone shows has no run, and the day on which it was seen.
   */
  readonly run: RunKey;
  readonly first: RunKey;
  readonly since: string;
  /** What had changed before the first run that code could come in with: paths of files, `owner/name@ref sha`. Foreign names. */
  readonly changed: readonly string[];
  /** The commits in which it had; null where they are not known. */
  readonly commits: CommitRange | null;
}

/** Two commits with what lies between them. */
export interface CommitRange {
  readonly base: string;
  readonly head: string;
}

/** Block mode refused a job something that only a person can judge. All names are foreign. */
export interface RefusedAlarm extends About {
  readonly kind: "refused";
  /** `host:port` */
  readonly endpoint: string;
  /** StepSecurity's global block list has it, so it cannot be allowed. */
  readonly isBlocklisted: boolean;
  /** In how many runs it was refused, and in how many of them the job failed. */
  readonly runs: number;
  readonly failed: number;
  readonly steps: readonly string[];
  readonly processes: readonly string[];
}

/** Why something is so, and what would help, as parts of sentences that may quote names in backticks. Foreign text. */
export interface Cause {
  readonly message: string;
  readonly lift: string | null;
  /** What denying it would take away: `host:port`. Foreign. Absent where nothing would. */
  readonly deny?: string;
  /** What it is whatever words are found for it: a code and what it is about. */
  readonly fact: string;
}

/** A job that should block does not, or not all of it, or it is not known; or its newest record looks forged. */
export interface NotBlockingAlarm extends About {
  readonly kind: "not-enforced" | "forged";
  readonly extent: "nothing" | "part" | "unknown";
  readonly causes: readonly Cause[];
  /** What the records of the newest run say, where they contradict each other; absent otherwise. */
  readonly claims?: Claims;
}

/** A job fails since it blocks. */
export interface FailingAlarm extends About {
  readonly kind: "failing";
  readonly causes: readonly Cause[];
}

/** Something about a job that should block of which people are to be told. */
export type Alarm = RefusedAlarm | NotBlockingAlarm | FailingAlarm;

/** Something that block mode refused and that the job does without: no alarm, but worth a word on the commit. */
export interface HarmlessRefusal {
  readonly kind: "harmless";
  readonly jobId: string;
  /** `host:port`. Foreign. */
  readonly endpoint: string;
  /** The first run in which it was refused. */
  readonly run: RunKey;
}

/** What is known of a workflow file's jobs that people are told of. */
export type Told = Alarm | HarmlessRefusal;
