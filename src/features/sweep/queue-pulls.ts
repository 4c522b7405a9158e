import { readChangedPulls } from "../../adapters/github/talk/changed-pulls.ts";
import type { SweepRepository } from "../../adapters/queue/tasks/sweep-repository.ts";
import { pathOfBranch } from "../../domain/marks/branch.ts";
import { nameSweep } from "../../domain/sweep/name-sweep.ts";
import type { SweepTools } from "./tools.ts";

/**
 * Has the pull requests looked at in which something happened since a time, a hundred of them: the bot's own, and open ones of everybody. True
 * where these were the last. @throws what GitHub or the store answered with
 */
export async function queuePulls(
  page: number,
  { repository, cause, since }: SweepRepository & { readonly since: number },
  { octokit, queues }: Pick<SweepTools, "octokit" | "queues">,
): Promise<boolean> {
  const { pulls, isLast } = await readChangedPulls(octokit, repository, since, page);
  const name = nameSweep(cause);
  // With somebody listening all day, what follows from them was looked at, and what was missed is found a day after the last look.
  const isSure = cause === "day";
  for (const { number, isOpen, ownerId, head } of pulls) {
    const path = head.repositoryId === repository.id ? pathOfBranch(head.ref) : null;
    if (path !== null) await queues.propose({ repository, path, cause: isSure ? "run" : "event" }, name);
    if (path !== null && !isOpen)
      await queues.offerPlaces({ repository, ownerId, because: "closed", at: null }, name);
    if (isOpen)
      await queues.checkPullRequest(
        {
          repository,
          pullRequest: number,
          head: head.sha,
          ...(path !== null && { isFromOwnBranch: true }),
        },
        name,
      );
  }
  return isLast;
}
