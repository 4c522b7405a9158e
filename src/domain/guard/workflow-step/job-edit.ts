import type { Splice } from "./splice.ts";

/** What switching one job takes, and what its guard step must say afterwards. */
export interface JobEdit {
  readonly job: string;
  readonly splices: readonly Splice[];
  /** The names of the two inputs as the file writes them. */
  readonly policyKey: string;
  readonly listKey: string;
  /** The policy that the file must name; null where it names none and the action's default, block, holds. */
  readonly policy: "audit" | "block" | null;
  /** The entries of the list; null where there is to be no list. */
  readonly entries: readonly string[] | null;
  readonly notes: readonly string[];
  /** The policy of the Policy Store that the step then names, with `id-token: write` for its job; null where that is left alone. */
  readonly stored: string | null;
}
