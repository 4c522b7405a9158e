import type { Enforcer } from "../../../domain/guard/enforcer.ts";
import { storedOf } from "../../../domain/guard/policy-store/store-enforcer.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { type PolicyTools, requirePolicyStore } from "./policy-tools.ts";

/**
 * What of the Policy Store a look at a file follows from: the policies of its jobs, as the enforcer has read them, and what there is of those that
 * the bot wrote and that no job names yet, or any more. @throws PolicyStoreError, and what the bot's own store answered with
 */
export async function printPolicies(
  { id, owner }: Pick<RepositoryNow, "id" | "owner">,
  path: string,
  enforcer: Enforcer,
  { policyStore, store }: PolicyTools,
): Promise<readonly unknown[]> {
  const { guards } = storedOf(enforcer);
  const named = new Set([...guards.values()].map(({ name }) => name));
  const others: unknown[] = [];
  for (const record of (await store.policies.read(id, path)).values())
    if (!named.has(record.name))
      others.push([record, await requirePolicyStore(policyStore, owner).read(owner, record.name)]);
  return [[...guards], others];
}
