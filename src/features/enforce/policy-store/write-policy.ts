import type { PolicyStore } from "../../../adapters/policy-store/client.ts";
import { PolicyStoreError } from "../../../adapters/policy-store/policy-store-error.ts";
import type { PolicyRecord } from "../../../adapters/store/policies.ts";
import type { Store } from "../../../adapters/store/store.ts";
import type { Policy } from "../../../domain/guard/policy.ts";
import { isSamePolicy } from "../../../domain/guard/policy-store/stored-guard.ts";

/** Where a policy belongs. */
export interface PolicyAddress {
  readonly repositoryId: number;
  readonly owner: string;
  readonly path: string;
}

/**
 * Writes a policy and remembers it, in such an order that what is broken off is known again as the bot's own, not taken for what people
 * changed. Nothing is written to a policy of another repository. @throws PolicyStoreError, and what the bot's own store answered with
 */
export async function writePolicy(
  { repositoryId, owner, path }: PolicyAddress,
  record: Omit<PolicyRecord, "pending">,
  known: PolicyRecord | null,
  policyStore: PolicyStore,
  { policies }: Pick<Store, "policies">,
): Promise<void> {
  if (!(await policies.claim(owner, record.name, repositoryId)))
    throw new PolicyStoreError("conflict", { owner, name: record.name });
  const pending = known === null ? { ...record, pending: null } : { ...known, pending: record.written };
  await policies.remember(repositoryId, path, pending);
  await policyStore.write(owner, record.name, record.written);
  // Something on the way may have answered in the store's place, and a pull request is to be opened on its word.
  const there = await policyStore.read(owner, record.name);
  if (there === null || !isSamePolicy(there, record.written))
    throw new PolicyStoreError("unreadable-answer", { owner, name: record.name });
  await policies.remember(repositoryId, path, { ...record, pending: null });
}

/** Whether what the store has is what the bot wrote, or was about to. */
export function isOwnWriting(current: Policy, { written, pending }: PolicyRecord): boolean {
  return isSamePolicy(current, written) || (pending !== null && isSamePolicy(current, pending));
}
