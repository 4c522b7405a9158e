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
  /** What the list must let through in the end. */
  readonly wanted: readonly string[];
  readonly notes: readonly string[];
  /** The other inputs that the edit is about, and what they then say. */
  readonly others: ReadonlyMap<string, string>;
  /** What `uses` then is, and the tag that its comment then names, if it has to; null where it stays. */
  readonly uses: { readonly value: string; readonly tag: string | null } | null;
  /** The inputs stay as they are, whatever they say. */
  readonly keepsInputs: boolean;
  /** Whether the job's token then may ask for an OIDC token; its permissions are left alone otherwise. */
  readonly grantsIdToken: boolean;
}

/** Of an edit of nothing but the two inputs. */
export const ownOnly: Pick<JobEdit, "others" | "uses" | "keepsInputs" | "grantsIdToken" | "wanted"> = {
  others: new Map(),
  uses: null,
  keepsInputs: false,
  grantsIdToken: false,
  wanted: [],
};
