import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";

// An answer that broke off comes as an empty text, and must not pass for "none".
const permissionSchema = z.object({
  permission: z.string(),
  user: z.object({ id: z.number() }).nullable(),
});
const commanding: ReadonlySet<string> = new Set(["admin", "write"]);

/**
 * Whether somebody may write to a repository, and so may command the bot. GitHub counts `maintain` as write and `triage` as
 * read. The account's id must agree too: a login that was given up can be another's by now. @throws what Octokit throws, but
 * for a 404, and a ZodError for a torn answer
 */
export async function mayWrite(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  account: { readonly id: number; readonly login: string },
): Promise<boolean> {
  try {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
      owner,
      repo: name,
      username: account.login,
    });
    const { permission, user } = permissionSchema.parse(data);
    return commanding.has(permission) && user?.id === account.id;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}
