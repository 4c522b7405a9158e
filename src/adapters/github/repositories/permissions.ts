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

/** The account that has a login now; null where none that GitHub tells of has it. @throws as `mayWrite` */
export async function readAccountId(
  octokit: Octokit,
  repository: Pick<Repository, "owner" | "name">,
  login: string,
): Promise<number | null> {
  return (await readPermission(octokit, repository, login))?.user?.id ?? null;
}

/**
 * Whether somebody may write to a repository, and so may command the bot. GitHub counts `maintain` as write and `triage` as
 * read. The account's id must agree too: a login that was given up can be another's by now. @throws what Octokit throws, but
 * for a 404, and a ZodError for a torn answer
 */
export async function mayWrite(
  octokit: Octokit,
  repository: Pick<Repository, "owner" | "name">,
  account: { readonly id: number; readonly login: string },
): Promise<boolean> {
  const found = await readPermission(octokit, repository, account.login);
  return found !== null && commanding.has(found.permission) && found.user?.id === account.id;
}

async function readPermission(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  username: string,
): Promise<z.infer<typeof permissionSchema> | null> {
  try {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({ owner, repo: name, username });
    return permissionSchema.parse(data);
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
