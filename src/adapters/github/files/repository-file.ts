import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { decodeUtf8 } from "../../../shared/utf-8.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import { readFileContent } from "./file-content.ts";

/** The modes of a plain file. */
export type FileMode = "100644" | "100755";

/**
 * The text of a file at a commit, to the byte: a byte order mark and line ends stay. Null where there is none, or none that
 * is UTF-8 of at most 1 MiB.
 */
export async function readFile(
  octokit: Octokit,
  repository: RepositoryNow,
  path: string,
  commit: string,
): Promise<string | null> {
  const content = await readFileContent(octokit, repository, path, commit);
  return content === null ? null : decodeUtf8(content);
}

/** The mode of a file at a commit, found by way of its folders; null where there is no plain file, but for example a link. */
export async function readMode(
  octokit: Octokit,
  { owner, name }: RepositoryNow,
  path: string,
  commit: string,
): Promise<FileMode | null> {
  let tree = commit;
  for (const part of path.split("/")) {
    const answer = await octokit.rest.git.getTree({ owner, repo: name, tree_sha: tree });
    const entry = wholeAnswer(answer).tree.find((one) => one.path === part);
    if (entry?.type === "blob") return entry.mode === "100644" || entry.mode === "100755" ? entry.mode : null;
    if (entry?.type !== "tree" || entry.sha === undefined || entry.sha === null) return null;
    tree = entry.sha;
  }
  return null;
}
