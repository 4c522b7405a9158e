import type { Enforcer } from "../../domain/guard/enforcer.ts";
import { stepEnforcer } from "../../domain/guard/workflow-step/step-enforcer.ts";
import type { PolicyChange } from "../../domain/proposal/policy-changes.ts";
import type { Mode } from "../../domain/settings/enforcers.ts";
import type { Outside } from "./outside.ts";
import { policyStoreOutside } from "./policy-store/policy-store-outside.ts";

/** What each enforcer keeps outside the workflow file. A new one gets its line here. */
const outsides: Readonly<Record<Mode, Outside>> = {
  inline: nothingOutside(stepEnforcer),
  "policy-store": policyStoreOutside,
};

/** What the enforcer keeps outside that the settings choose. */
export function outsideOf({ mode }: { readonly mode: Mode }): Outside {
  return outsides[mode];
}

/** Takes back what was written for proposals that were closed, in whichever mode. @throws what was answered */
export async function dropLeftovers(...args: Parameters<Outside["drop"]>): Promise<void> {
  for (const { drop } of Object.values(outsides)) await drop(...args);
}

/** Shows what should change outside the file, and closes what was shown in another mode. @throws what was answered */
export async function reportOutside(
  ...args: Parameters<Outside["report"]>
): Promise<readonly PolicyChange[]> {
  const shown: PolicyChange[] = [];
  for (const { report } of Object.values(outsides)) shown.push(...(await report(...args)));
  return shown;
}

/** Of an enforcer that keeps everything in the workflow file. */
function nothingOutside(enforcer: Enforcer): Outside {
  return {
    open: async () => enforcer,
    print: async () => [],
    makeRoom: async () => null,
    write: async () => [],
    drop: async () => {},
    report: async () => [],
  };
}
