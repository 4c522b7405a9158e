import type { UnheldLeg } from "../guard/denied-entries.ts";
import { formatVersion, type Version } from "../harden-runner/version.ts";
import { beginOf, endOf, mayBlockFrom } from "../harden-runner/version-table.ts";
import { asUnguardable } from "../record/reasons.ts";
import {
  notEnforcedWords,
  sayNotMonitored,
  sayOfLegs,
  saySwitchedToAudit,
  sayUnresolved,
} from "../text/sentences/not-enforced.ts";
import type { Obstacle } from "./job-assessment.ts";

const cacheFixed = endOf("cache-miss-audit");
const blocksSince = beginOf("windows-macos-block");

/** The code of an entry that did not resolve, and of all else for which the rules were dropped. */
export const revertedCode = "reverted";

/** Says why the legs of a job that is to block were not held to the list, each cause once, and what would help. Foreign text. */
export function describeUnenforced(legs: readonly UnheldLeg[]): readonly Obstacle[] {
  const causes = new Map<string, { readonly reason: Obstacle; readonly legs: string[] }>();
  for (const leg of legs) {
    const key = `${leg.cause} ${leg.detail} ${leg.cause === "switched-to-audit" ? nameOf(leg.version) : ""}`;
    const known = causes.get(key);
    if (known === undefined) causes.set(key, { reason: describeCause(leg), legs: [leg.leg] });
    else known.legs.push(leg.leg);
  }
  return [...causes.values()].map(({ reason, legs: names }) =>
    causes.size === 1 ? reason : { ...reason, message: sayOfLegs(names, reason.message) },
  );
}

/** Says why a job was not held to its list, and what would help; `version` is the one at work, null where it is not known. Foreign text. */
export function describeCause({
  cause,
  detail,
  version,
  removal = { kind: "edit" },
}: Pick<UnheldLeg, "cause" | "detail" | "version" | "removal">): Obstacle {
  switch (cause) {
    case "switched-to-audit":
      return { code: cause, ...saySwitchedToAudit(nameOf(version), cacheFixed, mayBlockFrom(cacheFixed)) };
    case "host-unresolved":
      return {
        code: revertedCode,
        ...sayUnresolved(detail, removal),
        ...(removal.kind === "deny" && { deny: removal.endpoint }),
      };
    case "not-monitored":
      return {
        code: cause,
        ...sayNotMonitored(asUnguardable(detail), { blocksSince, target: mayBlockFrom(blocksSince) }),
      };
    default:
      return { code: cause, ...notEnforcedWords[cause] };
  }
}

/** Null where it is not known. */
function nameOf(version: Version | null): string | null {
  return version === null ? null : formatVersion(version);
}
