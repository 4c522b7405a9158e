import type { Claims } from "../record/observation.ts";

/** What the records of a run say that contradict each other; `run` is `<run id>/<attempt>`. */
export interface RunClaims extends Claims {
  readonly run: string;
}

/** What is known of the doubts about an open pull request. */
export interface Doubt {
  /** It was doubtful when the bot last looked. */
  readonly isDoubtful: boolean;
  /** The bot made it a draft because of that. */
  readonly isDrafted: boolean;
}

export const noDoubt: Doubt = { isDoubtful: false, isDrafted: false };

/** The jobs that a pull request changes. */
export interface ProposedJobs {
  readonly pullRequest: number;
  readonly jobs: readonly string[];
  readonly doubt: Doubt;
}

/** The last pull request that dropped entries, or issue that says which to drop. */
export interface LastTrim {
  readonly pullRequest: number;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** What was said about how a proposal fared after its merge. */
export interface SaidAfterMerge {
  readonly pullRequest: number;
  readonly digest: string;
}
