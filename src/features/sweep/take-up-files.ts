import type { SweepRepository } from "../../adapters/queue/tasks/sweep-repository.ts";
import { nameSweep } from "../../domain/sweep/name-sweep.ts";
import { windowSince } from "../../domain/sweep/run-windows.ts";
import type { SweepTools } from "./tools.ts";

/**
 * Has the files looked at whose runs were learned, as what was queued after them may be lost. Where nothing follows from them that was not
 * looked at, a look makes no call. @throws what the store answered with
 */
export async function takeUpFiles(
  { repository, cause, since }: SweepRepository & { readonly since: number },
  { store, queues, now }: Pick<SweepTools, "store" | "queues" | "now">,
): Promise<void> {
  const { from } = windowSince(since, now());
  const outcomes = await store.outcomes.list(repository.id);
  const learned = outcomes.filter(
    ({ at, jobs }) => Date.parse(at) >= from && jobs.some(({ result }) => result !== "not-learned"),
  );
  const paths = new Set(learned.map(({ path }) => path));
  for (const path of paths) await queues.propose({ repository, path, cause: "run" }, nameSweep(cause));
}
