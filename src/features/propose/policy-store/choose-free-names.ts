import type { RepositoryNow } from "../../../adapters/github/repositories/repository.ts";
import { policyNameOf } from "../../../domain/guard/policy-store/choose-policy-name.ts";
import { isSamePolicy, type StoredPolicies } from "../../../domain/guard/stored-guard.ts";
import type { Proposal } from "../../../domain/proposal/select.ts";
import { type PolicyTools, requirePolicyStore } from "../../look/read-stored.ts";

/**
 * Looks whether the names of a proposal's policies are free: null where they are. Else gives other names to the jobs whose names belong
 * to policies of somebody else. One of the bot's own that it does not remember says the same, and is taken over.
 * @throws PolicyStoreError, and what the bot's own store answered with
 */
export async function chooseFreeNames(
  { id, owner, name: repository }: RepositoryNow,
  path: string,
  { policies }: Pick<Proposal, "policies">,
  stored: StoredPolicies,
  attempt: number,
  tools: PolicyTools,
): Promise<StoredPolicies | null> {
  if (policies.size === 0) return null;
  const policyStore = requirePolicyStore(tools.policyStore, owner);
  const records = await tools.store.policies.read(id, path);
  const names = new Map(stored.names);
  for (const [name, { jobId, policy }] of policies) {
    if (records.has(name)) continue;
    const current = await policyStore.read(owner, name);
    if (current !== null && !isSamePolicy(current, policy))
      names.set(jobId, policyNameOf({ repository, path, jobId }, attempt));
  }
  const isFree = [...names].every(([jobId, name]) => stored.names.get(jobId) === name);
  return isFree ? null : { ...stored, names };
}
