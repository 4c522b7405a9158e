import type { PolicyStore } from "../../../adapters/policy-store/client.ts";
import { PolicyStoreError } from "../../../adapters/policy-store/policy-store-error.ts";
import type { Store } from "../../../adapters/store/store.ts";

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
