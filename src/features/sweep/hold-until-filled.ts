import { CallsHeldError } from "../../adapters/github/client/hold-calls.ts";
import type { Queues } from "../../adapters/queue/queues.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { Repository } from "../../domain/run/repository.ts";
import { nameSweep } from "../../domain/sweep/name-sweep.ts";

/** For so many ms after Redis was found empty a repository is waited for that is not filled again. */
const patience = 60 * 60_000;
const pause = 5_000;

/**
 * Holds a proposal up while what people decided about its repository is not known again after Redis was emptied, and has that seen to. Otherwise
 * it might let in what they had kept out. @throws CallsHeldError
 */
export async function holdUntilFilled(
  repository: Repository,
  {
    store,
    queues,
    now,
  }: {
    readonly store: Pick<Store, "heartbeat" | "sweeps">;
    readonly queues: Pick<Queues, "sweepRepository">;
    now(): number;
  },
): Promise<void> {
  const emptiedAt = await store.heartbeat.readEmptied();
  if (emptiedAt === null || now() - emptiedAt > patience) return;
  if ((await store.sweeps.readStanding(repository.id)).isFilled) return;
  await queues.sweepRepository({ repository, cause: "empty", since: null }, nameSweep("empty"));
  throw new CallsHeldError(now() + pause);
}
