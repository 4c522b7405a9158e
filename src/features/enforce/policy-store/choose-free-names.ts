import { PolicyStoreError } from "../../../adapters/policy-store/policy-store-error.ts";
import type { Enforcer } from "../../../domain/guard/enforcer.ts";
import { mostAttempts, policyNameOf } from "../../../domain/guard/policy-store/choose-policy-name.ts";
import { createStoreEnforcer, storedOf } from "../../../domain/guard/policy-store/store-enforcer.ts";
import { isSamePolicy } from "../../../domain/guard/policy-store/stored-guard.ts";
import type { Proposal } from "../../../domain/proposal/select.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { type PolicyTools, requirePolicyStore } from "./policy-tools.ts";

/**
 * Looks whether the names of a proposal's policies are free: null where they are. Else gives other names to the jobs whose names belong
 * to policies of somebody else. One of the bot's own that it does not remember says the same, and is taken over.
 * @throws PolicyStoreError, `conflict` where all names are taken, and what the bot's own store answered with
 */
export async function chooseFreeNames(
  {
    repository: { id, owner, name: repository },
    path,
  }: { readonly repository: RepositoryNow; readonly path: string },
  { policies }: Pick<Proposal, "policies">,
  { enforcer, attempt }: { readonly enforcer: Enforcer; readonly attempt: number },
  tools: PolicyTools,
): Promise<Enforcer | null> {
  if (policies.size === 0) return null;
  const policyStore = requirePolicyStore(tools.policyStore, owner);
  const records = await tools.store.policies.read(id, path);
  const stored = storedOf(enforcer);
  const names = new Map(stored.names);
  for (const [name, { jobId, policy }] of policies) {
    const holder = await tools.store.policies.holderOf(owner, name);
    const isOthers = holder !== null && holder !== id;
    if (records.has(name) && !isOthers) continue;
    const current = isOthers ? null : await policyStore.read(owner, name);
    if (isOthers || (current !== null && !isSamePolicy(current, policy)))
      names.set(jobId, policyNameOf({ repository, path, jobId }, attempt));
  }
  const isFree = [...names].every(([jobId, name]) => stored.names.get(jobId) === name);
  if (isFree) return null;
  if (attempt === mostAttempts)
    throw new PolicyStoreError("conflict", { owner, name: [...names.values()].join(" ") });
  return createStoreEnforcer({ ...stored, names });
}
