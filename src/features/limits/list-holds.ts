import type { Store } from "../../adapters/store/store.ts";
import type { Hold } from "../../domain/proposal/waiting.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";

/** What the pull requests of a repository that wait for their turn wait for, by workflow file. @throws what the store answered with */
export async function listHolds(
  { id, ownerId }: Pick<RepositoryNow, "id" | "ownerId">,
  { places }: Pick<Store, "places">,
): Promise<ReadonlyMap<string, Hold["why"]>> {
  const waiting = await places.listWaiting(ownerId);
  return new Map(
    waiting
      .filter(({ repository, kind }) => repository.id === id && kind === "pull-request")
      .map(({ about, hold }) => [about, hold.why] as const),
  );
}
