import type { Claims } from "../record/observation.ts";

/** A job that is told to block and was not held to its list, or fails since it blocks. All texts are foreign. */
export interface UnenforcedJob {
  readonly jobId: string;
  readonly kind: "not-enforced" | "failing";
  /** Why, and what would help, a sentence each. */
  readonly causes: readonly string[];
  /** The newest run in which that was so, `<run id>/<attempt>`, and the day of the first of an unbroken row. */
  readonly run: string;
  readonly since: string;
  /** What the records of that run say, where they contradict each other; absent otherwise. */
  readonly claims?: Claims;
}

/** What the records of a run say that contradict each other; `run` is `<run id>/<attempt>`. */
export interface RunClaims extends Claims {
  readonly run: string;
}

/** The jobs that a pull request changes. */
export interface ProposedJobs {
  readonly pullRequest: number;
  readonly jobs: readonly string[];
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
