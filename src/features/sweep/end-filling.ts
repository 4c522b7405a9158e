import type { SweepRepository } from "../../adapters/queue/tasks/sweep-repository.ts";
import { nameSweep } from "../../domain/sweep/name-sweep.ts";
import type { SweepTools } from "./tools.ts";

/** Has the runs of a repository learned as on the day of the installation, now that what people decided is known. @throws what the store answered with */
export async function endFilling(
  { repository: { installationId, id, owner, name }, cause }: SweepRepository,
  { store, queues }: Pick<SweepTools, "store" | "queues">,
): Promise<void> {
  await queues.backfill({ repository: { installationId, id, owner, name }, again: null }, nameSweep(cause));
  await store.sweeps.markFilled(id);
}
