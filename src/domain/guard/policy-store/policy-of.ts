import { entryKey } from "../../endpoint/entry.ts";
import { missingEntries } from "../../endpoint/entry-list.ts";
import type { GuardPolicy } from "../guard-policy.ts";
import type { Policy } from "../policy.ts";

/**
 * The stored policy that takes the place of a step's own: it blocks all but a list, behind what stands in the step and is taken out of
 * it, and switches what the step switches, as the store's word stands above the step's.
 */
export function policyOf({ own, switches }: GuardPolicy, list: readonly string[]): Policy {
  const known = [...new Set(own.map(entryKey))];
  return { egressPolicy: "block", entries: [...known, ...missingEntries(known, list)], ...switches };
}
