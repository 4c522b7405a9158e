import type { Release } from "../../harden-runner/version-table.ts";
import { obstacleWords, places } from "../../text/sentences/obstacles.ts";
import type { Enforcer, EnforcerKind, Wanted } from "../enforcer.ts";
import { readPolicy } from "../guard-policy.ts";
import type { GuardTarget } from "../target.ts";
import { editFile } from "./edit-file.ts";

/** Holds a job to the list that stands in its guard step. */
export const workflowStep: EnforcerKind = {
  place: places.workflowFiles,
  hasSwitched: (before, after) => before.policy === "audit" && after.policy === "block",
};

/** The guard steps of a workflow file and their own lists: all that there is to know of them is in the file. */
export const stepEnforcer: Enforcer = {
  read: readPolicy,
  findObstacle: ({ asks }) =>
    asks === null ? null : { code: "policy-store", ...obstacleWords.policyElsewhere },
  isInFile: () => true,
  *apply(file, wanted, options) {
    const targets = new Map([...wanted].map(([jobId, one]) => [jobId, targetOf(one)]));
    return { ...(yield* editFile(file, targets, options)), policies: new Map() };
  },
};

/** What a guard step with its own list has to be made to do. */
export function targetOf(wanted: Wanted): GuardTarget {
  switch (wanted.kind) {
    case "switch":
      return { policy: "block", entries: wanted.entries, ...pinOf(wanted) };
    case "move":
      return { policy: "keep", pin: wanted.pin };
    case "repair":
      return { policy: "block", entries: wanted.entries, ...pinOf(wanted) };
    case "trim":
      return { policy: "block", without: wanted.without, ...pinOf(wanted) };
    case "return":
      return { policy: "audit" };
  }
}

/** The release that a step moves to in the edit of its list, if it does. */
export function pinOf(wanted: Wanted): { readonly pin?: Release } {
  return "pin" in wanted && wanted.pin !== undefined ? { pin: wanted.pin } : {};
}
