import { z } from "zod";
import type { UpstreamTag } from "../../../domain/harden-runner/upstream.ts";
import { listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

const mostPages = 5;

// What GitHub sends holds more than this, and may hold more tomorrow.
const tagSchema = z.object({
  name: z.string().max(300),
  commit: z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) }),
});

/**
 * Lists the tags of an action's public repository (`owner/name`) with their commits, by a call for each hundred. Null where GitHub has
 * no such repository for this client, as an Enterprise Server has not, or does not answer: nobody depends on it.
 */
export async function listActionTags(
  octokit: Octokit,
  action: string,
): Promise<readonly UpstreamTag[] | null> {
  const [owner = "", repo = ""] = action.split("/");
  const tags: UpstreamTag[] = [];
  try {
    const listed = listItems(
      async (page) => wholeAnswer(await octokit.rest.repos.listTags({ owner, repo, ...page })),
      mostPages,
    );
    for await (const item of listed) {
      const tag = tagSchema.safeParse(item);
      if (tag.success) tags.push({ tag: tag.data.name, commit: tag.data.commit.sha });
    }
  } catch {
    return null;
  }
  return tags;
}
