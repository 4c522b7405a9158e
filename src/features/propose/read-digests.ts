import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { PullRequest } from "../../adapters/github/talk/pull-request.ts";
import { isUneditedByOthers } from "../../adapters/github/talk/read-editor.ts";
import type { Store } from "../../adapters/store/store.ts";
import { readMarks } from "../../domain/marks/digest.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "proposedDigests">;
  readonly botLogin: string;
}

/**
 * Reads what the closed pull requests of the bot proposed, by number, as far as it matters to what is `wanted` now: from what the bot
 * remembers. Only where it remembers nothing, as after its memory was emptied, from the text, if nobody else edited that.
 * @throws what GitHub or the store answered with
 */
export async function readDigests(
  { id }: RepositoryNow,
  pullRequests: readonly PullRequest[],
  wanted: string | null,
  { octokit, store, botLogin }: Tools,
): Promise<ReadonlyMap<number, string | null>> {
  if (wanted === null) return new Map();
  const closed = pullRequests.filter(({ state, isOwn }) => state === "closed" && isOwn);
  const digests = new Map(
    await store.proposedDigests.read(
      id,
      closed.map(({ number }) => number),
    ),
  );
  for (const { number, nodeId, body } of closed) {
    if (digests.has(number) || readMarks(body).digest !== wanted) continue;
    if (!(await isUneditedByOthers(octokit, nodeId, botLogin))) continue;
    digests.set(number, wanted);
    // What is written in the text from now on changes nothing.
    await store.proposedDigests.remember(id, number, wanted);
  }
  return digests;
}
