import type { PolicyRecord } from "../../../adapters/store/policies.ts";
import type { Enforcer } from "../../../domain/guard/enforcer.ts";
import { readPolicies } from "../../../domain/guard/guard-policy.ts";
import type { Policy } from "../../../domain/guard/policy.ts";
import { policyName as isName } from "../../../domain/guard/policy-name.ts";
import { policyNameOf } from "../../../domain/guard/policy-store/choose-policy-name.ts";
import { createStoreEnforcer } from "../../../domain/guard/policy-store/store-enforcer.ts";
import type { StoredGuard, StoredPolicies } from "../../../domain/guard/policy-store/stored-guard.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import type { WorkflowFile } from "../../../domain/workflow/workflow-file.ts";
import { isOwnPolicy } from "./own-policies.ts";
import { type PolicyTools, requirePolicyStore } from "./policy-tools.ts";

interface StoredFile {
  readonly path: string;
  /** Null where there is none, or none that can be read. */
  readonly file: WorkflowFile | null;
}

/**
 * Reads what the Policy Store has for the jobs of a workflow file that ask it. Where no job asks, the store is not asked either.
 * @throws PolicyStoreError, and what the bot's own store answered with
 */
export async function openStoreEnforcer(
  repository: RepositoryNow,
  file: StoredFile,
  tools: PolicyTools,
): Promise<Enforcer> {
  const { owner } = repository;
  const policyStore = requirePolicyStore(tools.policyStore, owner);
  const read = (name: string) => policyStore.read(owner, name);
  return createStoreEnforcer(await readStoredPolicies(repository, file, tools.store, read));
}

/** What the jobs of a workflow file ask of the Policy Store, of which `readPolicy` reads one policy by its name. @throws what that throws, and the store */
export async function readStoredPolicies(
  repository: RepositoryNow,
  { path, file }: StoredFile,
  store: PolicyTools["store"],
  readPolicy: (name: string) => Promise<Policy | null>,
): Promise<StoredPolicies> {
  const { id, name } = repository;
  const records = await store.policies.read(id, path);
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
      known.set(policyName, isName.test(policyName) ? await readPolicy(policyName) : null);
    guards.set(jobId, {
      name: policyName,
      scope: asks.scope,
      policy: known.get(policyName) ?? null,
      written: records.get(policyName)?.written ?? null,
      isOurs: await isOwnPolicy(
        policyName,
        repository,
        { path, jobId: asks.scope === "workflow" ? null : jobId },
        store,
      ),
    });
  }
  return { guards, names };
}

function recordOf(records: ReadonlyMap<string, PolicyRecord>, jobId: string | null): PolicyRecord | null {
  return [...records.values()].find((record) => record.jobId === jobId) ?? null;
}
