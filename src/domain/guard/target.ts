import type { Release } from "../harden-runner/version-table.ts";

/**
 * What a guard step is to do: hold its job to a list that has these entries, hold it to its list without some of it, only record,
 * whatever its list, take its policy, which is to have these entries, from the Policy Store by name and have no list of its own, or go on
 * as it does with another release. With `pin` it also moves to that release.
 */
export type GuardTarget =
  | {
      readonly policy: "store";
      readonly name: string;
      readonly entries: readonly string[];
      readonly pin?: Release;
    }
  | {
      readonly policy: "block";
      readonly entries: readonly string[];
      /** Also where the list then has an entry with which the agent blocks nothing. */
      readonly allowsDead?: boolean;
      readonly pin?: Release;
    }
  | { readonly policy: "block"; readonly without: readonly string[]; readonly pin?: Release }
  | { readonly policy: "audit" }
  | { readonly policy: "keep"; readonly pin: Release };
