import { z } from "zod";
import type { Request } from "../http/route.ts";
import { pullsOf } from "../state/repository.ts";
import { MutationError } from "./update-refs.ts";

export const turnDraftInput = z.strictObject({
  pullRequestId: z.string(),
  clientMutationId: z.string().nullish(),
});

/** Turns a pull request into a draft, or a draft into one that is ready for review. Not every plan has drafts. @throws MutationError */
export function turnDraft(
  { world }: Pick<Request<unknown, unknown>, "world">,
  { pullRequestId }: z.infer<typeof turnDraftInput>,
  isDraft: boolean,
): void {
  for (const repository of world.repositories.values()) {
    const issue = pullsOf(repository).find(({ id }) => `PR_${id}` === pullRequestId);
    if (issue === undefined) continue;
    if (isDraft && !repository.hasDrafts)
      throw new MutationError("UNPROCESSABLE", "Draft pull requests are not supported in this repository.");
    if (issue.pull.draft === isDraft)
      throw new MutationError(
        "UNPROCESSABLE",
        isDraft ? "Pull request is already in draft state" : "Pull request is not in draft state",
      );
    issue.pull.draft = isDraft;
    return;
  }
  throw new MutationError(
    "NOT_FOUND",
    `Could not resolve to a node with the global id of '${pullRequestId}'`,
  );
}
