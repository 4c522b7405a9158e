import { itemsPerPage } from "../../adapters/github/client/list-items.ts";
import { listRunsBetween } from "../../adapters/github/runs/runs-between.ts";
import type { SweepRepository } from "../../adapters/queue/tasks/sweep-repository.ts";
import { nameSweep } from "../../domain/sweep/name-sweep.ts";
import { isOverfull, mostListed, splitWindow } from "../../domain/sweep/run-windows.ts";
import type { Cursor } from "./cursor.ts";
import type { SweepTools } from "./tools.ts";

/**
 * Lists a hundred runs and has those learned of which nothing is known. A window with more runs than GitHub lists is halved first. @throws what
 * GitHub or the store answered with
 */
export async function queueRuns(
  { windows, page }: Extract<Cursor, { readonly step: "runs" }>,
  { repository, cause }: SweepRepository,
  { octokit, store, queues }: Pick<SweepTools, "octokit" | "store" | "queues">,
): Promise<Cursor> {
  const [window, ...others] = windows;
  if (window === undefined) return { step: "end" };
  const { runs, total, isLast } = await listRunsBetween(octokit, repository, window, page);
  const halves = page === 1 && isOverfull(total) ? splitWindow(window) : null;
  if (halves !== null) return { step: "runs", windows: [...halves, ...others], page: 1 };
  for (const run of await store.sweeps.findUnknown(repository.id, runs)) {
    const task = { repository, run };
    // It counts as done where what it taught was lost with a Redis.
    await queues.forgetDone("learnRun", task);
    await queues.learnRun(task, nameSweep(cause));
  }
  const isEnd = isLast || page * itemsPerPage >= mostListed;
  return isEnd
    ? { step: "runs", windows: others, page: 1 }
    : { step: "runs", windows: [window, ...others], page: page + 1 };
}
