import { splitAgentList } from "../../endpoint/agent-list.ts";
import {
  obstacleWords,
  places,
  sayOthersPolicy,
  sayUnknownPolicyName,
} from "../../text/sentences/obstacles.ts";
import type { WorkflowFile } from "../../workflow/workflow-file.ts";
import type { Enforcer, EnforcerKind, Policies, Wanted } from "../enforcer.ts";
import { type GuardPolicy, readPolicies, readPolicy } from "../guard-policy.ts";
import type { Policy } from "../policy.ts";
import { policyName } from "../policy-name.ts";
import { type GuardObstacle, othersPolicy } from "../refusal.ts";
import { editFile } from "../workflow-step/edit-file.ts";
import { pinOf, targetOf } from "../workflow-step/step-enforcer.ts";
import { policyOf } from "./policy-of.ts";
import type { StoredGuard, StoredPolicies } from "./stored-guard.ts";

/** Holds a job to a policy of StepSecurity's Policy Store, which its guard step names. */
export const policyStore: EnforcerKind = {
  place: places.policyStore,
  hasSwitched: (before, after) => before.asks === null && after.asks !== null,
};

/** The Policy Store, as far as a workflow file goes. */
export interface StoreEnforcer extends Enforcer {
  readonly stored: StoredPolicies;
}

/** Holds the jobs of a workflow file to what the Policy Store holds. Jobs that block by lists of their own are kept as they are. */
export function createStoreEnforcer(stored: StoredPolicies): StoreEnforcer {
  const { guards, names } = stored;
  return {
    stored,
    read(job) {
      const guard = readPolicy(job);
      const policy = guards.get(job.id)?.policy ?? null;
      if (guard === null || policy === null) return guard;
      // The action takes the stored list only where there is none in the file.
      if (guard.own.length > 0) return { ...guard, policy: policy.egressPolicy };
      const { egressPolicy, entries } = policy;
      return { ...guard, policy: egressPolicy, entries, pieces: splitAgentList(entries.join(" ")) };
    },
    findObstacle: (guard, jobId) => findStoreObstacle(guard, guards.get(jobId) ?? null),
    isInFile: (jobId) => !guards.has(jobId),
    *apply(file, wanted, options) {
      const switched = findSwitched(wanted, names);
      const targets = [...wanted].map(([jobId, one]) => {
        const stored = switched.get(jobId);
        return [
          jobId,
          stored === undefined ? targetOf(one) : { policy: "store" as const, ...stored, ...pinOf(one) },
        ] as const;
      });
      const edit = yield* editFile(file, new Map(targets), options);
      return { ...edit, policies: listPolicies(file, edit.changed, switched) };
    },
  };
}

/** What the Policy Store has for the jobs of a file; nothing where something else holds them to their lists. */
export function storedOf(enforcer: Enforcer): StoredPolicies {
  return isStore(enforcer) ? enforcer.stored : nothingStored;
}

/** Whether it is the Policy Store that holds the jobs of a file to their lists. */
export function isStore(enforcer: Enforcer): enforcer is StoreEnforcer {
  return "stored" in enforcer;
}

const nothingStored: StoredPolicies = { guards: new Map(), names: new Map() };

function findStoreObstacle({ asks, own }: GuardPolicy, stored: StoredGuard | null): GuardObstacle | null {
  if (asks === null) return null;
  if (asks.scope === "job" && !policyName.test(asks.name))
    return { code: "policy-name", ...sayUnknownPolicyName(asks.name) };
  if (own.length > 0) return { code: "own-list", ...obstacleWords.ownList };
  return stored === null || stored.isOurs ? null : { code: othersPolicy, ...sayOthersPolicy(stored.name) };
}

interface Switched {
  readonly name: string;
  readonly entries: readonly string[];
}

/** The jobs that come to be held to a policy, by job id. */
function findSwitched(
  wanted: ReadonlyMap<string, Wanted>,
  names: StoredPolicies["names"],
): ReadonlyMap<string, Switched> {
  const switched = new Map<string, Switched>();
  for (const [jobId, one] of wanted) {
    const name = names.get(jobId);
    if (one.kind === "switch" && name !== undefined) switched.set(jobId, { name, entries: one.entries });
  }
  return switched;
}

/** What the policies are to say: the lists that the jobs need, behind what stands in the file and is taken out of it. */
function listPolicies(
  file: WorkflowFile,
  changed: readonly string[],
  switched: ReadonlyMap<string, Switched>,
): Policies {
  const guards = readPolicies(file);
  const policies = new Map<string, { readonly jobId: string; readonly policy: Policy }>();
  for (const jobId of changed) {
    const [guard, one] = [guards.get(jobId), switched.get(jobId)];
    if (guard === undefined || one === undefined) continue;
    policies.set(one.name, { jobId, policy: policyOf(guard, one.entries) });
  }
  return policies;
}
