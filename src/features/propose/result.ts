import type { JobAssessment } from "../../domain/assessment/job-assessment.ts";
import type { PolicyChange } from "../../domain/proposal/policy-changes.ts";

/** What was done about the pull request of a workflow file. */
export type ProposeAction =
  /** Nothing is ready, and nothing was open. */
  | "none"
  | "opened"
  | "updated"
  /** Open, and as it should be. */
  | "unchanged"
  /** Closed by the bot: there is nothing left to propose. */
  | "closed"
  /** A person works on the branch. */
  | "hands-off"
  /** A person has closed a pull request with the same lists. */
  | "rejected"
  | "no-file"
  | "archived"
  /** Ready, and waits for its turn. */
  | "held-back"
  /** The App lacks a permission, or the repository's rules keep it from its branch. */
  | "not-permitted";

export interface ProposeResult {
  readonly action: ProposeAction;
  readonly pullRequest: number | null;
  /** Entries, `host:port`, that the proposal has now and had not before, or else the file. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** How the jobs of the file stand; empty where it cannot be read. */
  readonly jobs: readonly JobAssessment[];
  /** What the Policy Store should hold, as an issue shows it. */
  readonly policyChanges: readonly PolicyChange[];
}
