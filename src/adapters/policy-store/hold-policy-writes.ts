import type { PolicyStore } from "./client.ts";

/** The Policy Store, in which nothing is changed while `mayWrite` throws. */
export function holdPolicyWrites(store: PolicyStore, mayWrite: () => Promise<void>): PolicyStore {
  const held =
    <Args extends readonly unknown[]>(act: (...args: Args) => Promise<void>) =>
    async (...args: Args): Promise<void> => {
      await mayWrite();
      await act(...args);
    };
  return {
    ...store,
    write: held(store.write),
    remove: held(store.remove),
    attach: held(store.attach),
    detach: held(store.detach),
  };
}
