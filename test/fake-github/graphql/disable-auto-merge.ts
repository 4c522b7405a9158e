import { z } from "zod";
import type { Request } from "../http/route.ts";
import { pullsOf } from "../state/repository.ts";
import { MutationError } from "./update-refs.ts";

export const disableAutoMergeInput = z.strictObject({
  pullRequestId: z.string(),
  clientMutationId: z.string().nullish(),
});

/** Switches a merge off that would come by itself. @throws MutationError */
export function disableAutoMerge(
  { world }: Pick<Request<unknown, unknown>, "world">,
  { pullRequestId }: z.infer<typeof disableAutoMergeInput>,
): void {
  for (const repository of world.repositories.values()) {
    const issue = pullsOf(repository).find(({ id }) => `PR_${id}` === pullRequestId);
    if (issue === undefined) continue;
    if (repository.keepsReviews)
      throw new MutationError("FORBIDDEN", "Resource not accessible by integration");
    if (!issue.pull.autoMerge)
      throw new MutationError("UNPROCESSABLE", "Can't disable auto-merge for this pull request.");
    issue.pull.autoMerge = false;
    return;
  }
  throw new MutationError(
    "NOT_FOUND",
    `Could not resolve to a node with the global id of '${pullRequestId}'`,
  );
}
