import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";

// An answer that broke off comes as an empty text, and must not pass for "none".
const pageSchema = z.array(
  z.object({ user: z.object({ login: z.string() }).nullish(), content: z.string() }),
);

/** Hardly a comment has a thousand reactions. */
const mostPages = 10;

/** How an account reacted to a comment, by GitHub's names, `+1`. @throws what Octokit throws, and a ZodError for a torn answer */
export async function listOwnReactions(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  commentId: number,
  login: string,
): Promise<ReadonlySet<string>> {
  const reactions = listItems(async (page) => {
    const asked = { owner, repo: name, comment_id: commentId, ...page };
    return pageSchema.parse((await octokit.rest.reactions.listForIssueComment(asked)).data);
  }, mostPages);
  const own = new Set<string>();
  for await (const { user, content } of reactions) if (user?.login === login) own.add(content);
  return own;
}
