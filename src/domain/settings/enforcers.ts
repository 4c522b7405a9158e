import type { EnforcerKind } from "../guard/enforcer.ts";
import type { GuardPolicy } from "../guard/guard-policy.ts";
import { policyStore } from "../guard/policy-store/store-enforcer.ts";
import { workflowStep } from "../guard/workflow-step/step-enforcer.ts";

/** What can hold jobs to their lists, by the `mode` of the settings that chooses it. A new one gets its line here. */
export const enforcers = {
  inline: workflowStep,
  "policy-store": policyStore,
} as const satisfies Readonly<Record<string, EnforcerKind>>;

/** Where the lists are kept. */
export type Mode = keyof typeof enforcers;

export const modes = Object.keys(enforcers) as readonly Mode[];

type Guards = ReadonlyMap<string, GuardPolicy>;

/** The jobs that one version of a workflow file lets be held to lists, and the version before did not, by the mode in which it does. */
export function findSwitched(before: Guards, after: Guards): ReadonlyMap<Mode, readonly string[]> {
  const switched = new Map<Mode, string[]>();
  for (const [jobId, guard] of after) {
    const old = before.get(jobId);
    if (old === undefined) continue;
    for (const mode of modes.filter((one) => enforcers[one].hasSwitched(old, guard)))
      switched.set(mode, [...(switched.get(mode) ?? []), jobId]);
  }
  return switched;
}

/** Whether one version of a workflow file lets jobs be held to lists in another mode than the one that is chosen. */
export function isOtherMode(before: Guards, after: Guards, chosen: Mode): boolean {
  const switched = findSwitched(before, after);
  const used = modes.findLast((mode) => switched.has(mode));
  return used !== undefined && used !== chosen;
}
