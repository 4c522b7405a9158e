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
import type { WorkflowFile } from "../../domain/workflow/workflow-file.ts";

/** With what the Policy Store is asked; null where there is none at hand. */
export interface PolicyTools {
  readonly policyStore: PolicyStore | null;
  readonly store: Pick<Store, "policies">;
}

/**
 * Whether the Policy Store must answer; or may be silent, and then the file is read as if the lists were kept in it, for a report that is
 * worth giving without it; or is not asked at all, to the same effect.
 */
export type StoreAnswer = "must-answer" | "may-be-silent" | "not-asked";

/** The Policy Store, for an owner whose key the App has. @throws PolicyStoreError `no-key` */
export function requirePolicyStore(policyStore: PolicyStore | null, owner: string): PolicyStore {
  if (policyStore?.hasKey(owner) !== true) throw new PolicyStoreError("no-key", { owner, name: "*" });
  return policyStore;
}

/**
 * Reads what the Policy Store has for the jobs of a workflow file that ask it; null where the settings keep the lists in the file, or
 * without its answer. Where no job asks, the store is not asked either.
 * @throws PolicyStoreError where it must answer, and what the bot's own store answered with
 */
export async function readStored(
  repository: RepositoryNow,
  named: StoredFile,
  { mode }: Pick<Settings, "mode">,
  tools: PolicyTools,
  answer: StoreAnswer,
): Promise<StoredPolicies | null> {
  if (mode !== "policy-store" || answer === "not-asked") return null;
  try {
    return await readFromStore(repository, named, tools);
  } catch (error) {
    if (error instanceof PolicyStoreError && answer === "may-be-silent") return null;
    throw error;
  }
}

interface StoredFile {
  readonly path: string;
  /** Null where there is none, or none that can be read. */
  readonly file: WorkflowFile | null;
}

async function readFromStore(
  { id, owner, name }: RepositoryNow,
  { path, file }: StoredFile,
  tools: PolicyTools,
): Promise<StoredPolicies> {
  const policyStore = requirePolicyStore(tools.policyStore, owner);
  const records = await tools.store.policies.read(id, path);
  const known = new Map<string, Policy | null>();
  const guards = new Map<string, StoredGuard>();
  const names = new Map<string, string>();
  for (const [jobId, { asks }] of readPolicies(file)) {
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
