import type { WorkerEvents } from "../../src/adapters/queue/worker.ts";

/** Whoever hears nothing of what workers do. */
export const deaf: WorkerEvents = {
  watch: (_, work) => work(),
  failed: () => {},
  gaveUp: () => {},
  lostLock: () => {},
  error: () => {},
};
