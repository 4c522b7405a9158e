import type { PolicyStoreSettings } from "../../environment/environment.ts";
import { createPolicyStore, type PolicyStore } from "./client.ts";

/** Three tries must end well within the time for which a task is kept. */
const pace = { timeout: 10_000, retryBase: 1_000 };

/** Makes the client of the Policy Store with the keys that the process was given. */
export function openPolicyStore({ url, key, keys }: PolicyStoreSettings): PolicyStore {
  return createPolicyStore({
    baseUrl: url,
    keyOf: (owner) => keys.get(owner.toLowerCase()) ?? key,
    ...pace,
  });
}
