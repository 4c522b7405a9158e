import { isDeepStrictEqual } from "node:util";
import type { Policy } from "../policy.ts";

/** A policy of the Policy Store that a job's guard step uses, as it is there now. */
export interface StoredGuard {
  readonly name: string;
  /** Named by the step, or attached to the whole workflow file, of which every job asks with `use-policy-store`. */
  readonly scope: "job" | "workflow";
  /** Null where the store has none of the name. */
  readonly policy: Policy | null;
  /** What the bot wrote there last; null where it never did, or does not remember. */
  readonly written: Policy | null;
  /** Whether it is the repository's to write: all repositories of an owner have one store, and any may name any policy. */
  readonly isOurs: boolean;
}

/** What the Policy Store holds for the jobs of a workflow file, and what it would be called there. */
export interface StoredPolicies {
  /** By job id, of the jobs whose guard step asks the store. */
  readonly guards: ReadonlyMap<string, StoredGuard>;
  /** The names of the policies that the other jobs would get, by job id. */
  readonly names: ReadonlyMap<string, string>;
}

/** Whether somebody else has changed what the bot wrote. What is gone was not changed. */
export function isEditedByHand({ policy, written }: Pick<StoredGuard, "policy" | "written">): boolean {
  return policy !== null && written !== null && !isSamePolicy(policy, written);
}

/** Whether two policies say the same, in whatever order. */
export function isSamePolicy(a: Policy, b: Policy): boolean {
  const sorted = (policy: Policy): Policy => ({ ...policy, entries: [...new Set(policy.entries)].sort() });
  return isDeepStrictEqual(sorted(a), sorted(b));
}
