import type { RepositoryNow } from "../../adapters/github/repositories/repository.ts";
import type { PolicyStore } from "../../adapters/policy-store/client.ts";
import { PolicyStoreError } from "../../adapters/policy-store/policy-store-error.ts";
import type { PolicyRecord } from "../../adapters/store/policies.ts";
import type { Store } from "../../adapters/store/store.ts";
import { readPolicies } from "../../domain/guard/guard-policy.ts";
import type { Policy } from "../../domain/guard/policy.ts";
import { policyName as isName } from "../../domain/guard/policy-name.ts";
import { policyNameOf } from "../../domain/guard/policy-store/choose-policy-name.ts";
import type { StoredGuard, StoredPolicies } from "../../domain/guard/stored-guard.ts";
import type { Settings } from "../../domain/settings/settings.ts";

/** With what the Policy Store is asked; null where there is none at hand. */
export interface PolicyTools {
  readonly policyStore: PolicyStore | null;
  readonly store: Pick<Store, "policies">;
}

/** The Policy Store, for an owner whose key the App has. @throws PolicyStoreError `no-key` */
export function requirePolicyStore(policyStore: PolicyStore | null, owner: string): PolicyStore {
  if (policyStore?.hasKey(owner) !== true) throw new PolicyStoreError("no-key", { owner, name: "*" });
  return policyStore;
}

/**
 * Reads what the Policy Store has for the jobs of a workflow file that ask it; null where the settings keep the lists in the file. Where
 * no job asks, the store is not asked either. @throws PolicyStoreError, and what the bot's own store answered with
 */
export async function readStored(
  { id, owner, name }: RepositoryNow,
  { path, text }: { readonly path: string; readonly text: string | null },
  { mode }: Pick<Settings, "mode">,
  tools: PolicyTools,
): Promise<StoredPolicies | null> {
  if (mode !== "policy-store") return null;
  const policyStore = requirePolicyStore(tools.policyStore, owner);
  const records = await tools.store.policies.read(id, path);
  const known = new Map<string, Policy | null>();
  const guards = new Map<string, StoredGuard>();
  const names = new Map<string, string>();
  for (const [jobId, { asks }] of readPolicies(text ?? "")) {
    if (asks === null) {
      names.set(jobId, recordOf(records, jobId)?.name ?? policyNameOf({ repository: name, path, jobId }));
      continue;
    }
    const own = asks.scope === "workflow" ? recordOf(records, null)?.name : asks.name;
    const policyName = own ?? policyNameOf({ repository: name, path, jobId: null });
    // What cannot be a name is told of where the job is assessed.
    if (!known.has(policyName))
      known.set(policyName, isName.test(policyName) ? await policyStore.read(owner, policyName) : null);
    guards.set(jobId, {
      name: policyName,
      scope: asks.scope,
      policy: known.get(policyName) ?? null,
      written: records.get(policyName)?.written ?? null,
    });
  }
  return { guards, names };
}

function recordOf(records: ReadonlyMap<string, PolicyRecord>, jobId: string | null): PolicyRecord | null {
  return [...records.values()].find((record) => record.jobId === jobId) ?? null;
}

/** The same, for a report that is worth giving without it. */
export async function readStoredIfThere(
  ...args: Parameters<typeof readStored>
): Promise<StoredPolicies | null> {
  try {
    return await readStored(...args);
  } catch (error) {
    if (error instanceof PolicyStoreError) return null;
    throw error;
  }
}
