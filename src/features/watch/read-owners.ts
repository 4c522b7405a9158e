import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readFile } from "../../adapters/github/files/repository-file.ts";
import { codeOwnersPaths, findCodeOwners } from "../../domain/run/code-owners.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { Settings } from "../../domain/settings/settings.ts";

/** Tells whom to mention for a workflow file. */
export type OwnersOf = (path: string) => readonly string[];

/**
 * Reads whom alarms are to reach, as the settings want it: nobody, or those whom CODEOWNERS names at a commit of the default branch. By
 * three calls at most. @throws what GitHub answered with
 */
export async function readOwners(
  { repository, commit }: { readonly repository: RepositoryNow; readonly commit: string | null },
  { alarms }: Pick<Settings, "alarms">,
  octokit: Octokit,
): Promise<OwnersOf> {
  if (alarms.mention === "nobody" || commit === null) return () => [];
  for (const path of codeOwnersPaths) {
    const text = await readFile(octokit, repository, path, commit);
    if (text !== null) return (file) => findCodeOwners(text, file);
  }
  return () => [];
}
