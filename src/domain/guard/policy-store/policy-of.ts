import { missingEntries } from "../../endpoint/entry-list.ts";
import { partUsable } from "../../endpoint/usable-entries.ts";
import type { GuardPolicy } from "../guard-policy.ts";
import type { Policy } from "../policy.ts";

/**
 * The stored policy that takes the place of a step's own: it blocks all but a list, behind what the agent can use of the list that is
 * taken out of the step, and switches what the step switches, as the store's word stands above the step's.
 */
export function policyOf({ own, switches }: GuardPolicy, list: readonly string[]): Policy {
  const { usable } = partUsable(own);
  return { egressPolicy: "block", entries: [...usable, ...missingEntries(usable, list)], ...switches };
}
