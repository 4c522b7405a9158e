import type { JobAssessment } from "../../assessment/job-assessment.ts";
import type { EntryUse } from "../../baseline/unused.ts";
import type { Caller } from "../../workflow/find-callers.ts";
import type { DescribedJob } from "../describe-job.ts";
import type { RepairedJob } from "../describe-repair.ts";
import type { TrialRow } from "../describe-trial.ts";
import type { UpstreamLine } from "../describe-upstream.ts";
import type { DeniedRow } from "./describe-denied.ts";

/** A job that somebody wants back in audit mode. */
export interface ReturnedJob {
  readonly jobId: string;
  /** Who said so and when. Foreign text. */
  readonly by: string;
  readonly notes: readonly string[];
}

/** A job whose list loses entries. All names are foreign. */
export interface TrimmedJob {
  readonly jobId: string;
  /** Those that somebody denied. */
  readonly denied: readonly DeniedRow[];
  /** Those that nothing calls any more. */
  readonly rows: readonly ({ readonly endpoint: string; readonly what: string | null } & EntryUse)[];
}

/** A guard step that gets another release of Harden-Runner; `from` and `to` as `v2.21.1`. */
export interface MovedPin {
  readonly jobId: string;
  readonly from: string;
  readonly to: string;
  /** The records of the old release are no proof; else it only must not block. */
  readonly missesConnections: boolean;
  /** Its job blocks already, and only gets another list. */
  readonly blocksAlready: boolean;
}

/** What a pull request does, to be put into words. */
export interface ProposalView {
  readonly path: string;
  /** The branch that the file is on, by whose runs the bot learns. */
  readonly base: string;
  /** The jobs that come to block, that get what their list lacks, and that are to record only, in the file's order; at least one. */
  readonly switched: readonly DescribedJob[];
  readonly repaired: readonly RepairedJob[];
  readonly returned: readonly ReturnedJob[];
  /** The jobs whose lists lose what is not used any more. */
  readonly trimmed: readonly TrimmedJob[];
  /** The jobs that only get another release of Harden-Runner. */
  readonly moved: readonly MovedPin[];
  /** The jobs of which the list changes and that get another release of Harden-Runner as well. */
  readonly pins: readonly MovedPin[];
  /** What GitHub's tags of Harden-Runner say beside what the bot knows; only where pins move. */
  readonly upstream: readonly UpstreamLine[];
  /** The lists of the switched jobs are in the Policy Store. */
  readonly inStore: boolean;
  /** The jobs that call this workflow and do not let its jobs ask for the Policy Store's token; null where it is of no matter. */
  readonly callers: readonly Caller[] | null;
  /** Others may call the workflow, of other repositories too. */
  readonly isReusable: boolean;
  readonly mayRunOnPullRequests: boolean;
  /** Whether resolvers were asked about the hosts that are proposed. */
  readonly isLookedUp: boolean;
  /** How the lists fared in the runs of the pull request itself. */
  readonly trials: readonly TrialRow[];
  readonly others: readonly JobAssessment[];
  /** What is wrong with the settings, a line each. */
  readonly mistakes: readonly string[];
  /** The insights page about it; null where there are none. */
  readonly insights: string | null;
  /** What the title and the commit's subject begin with, without a space behind it; empty for nothing. Foreign text. */
  readonly titlePrefix: string;
}

/** What a proposal does to the file. */
export type Edits = Pick<
  ProposalView,
  "path" | "switched" | "repaired" | "returned" | "trimmed" | "moved" | "pins" | "titlePrefix"
>;
