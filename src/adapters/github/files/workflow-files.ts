import type { Repository } from "../../../domain/run/repository.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { longestText } from "../../../domain/workflow/workflow-yaml.ts";
import type { Octokit } from "../client/octokit.ts";
import { readFileContent } from "./file-content.ts";
import { readFile } from "./repository-file.ts";

/** Keeps the workflow files of commits. */
export interface TextCache {
  /** Undefined where it is not known; null where the commit has no such file. */
  read(repositoryId: number, path: string, commit: string): Promise<string | null | undefined>;
  write(repositoryId: number, path: string, commit: string, text: string | null): Promise<void>;
}

/** What is being fetched at the moment: the runs of a push end together and want the same files. */
const fetching = new WeakMap<TextCache, Map<string, Promise<string | null>>>();

/**
 * Reads a workflow file at a commit, from the cache where it is known: a commit's file never changes. Null where the commit
 * has no such file, or one of more than 512 KiB, which GitHub would not run. @throws what Octokit throws, but for a 404, and
 * CutAnswerError
 */
export async function readWorkflowText(
  octokit: Octokit,
  texts: TextCache,
  repository: Pick<Repository, "id" | "owner" | "name">,
  path: string,
  commit: string,
): Promise<string | null> {
  const cached = await texts.read(repository.id, path, commit);
  if (cached !== undefined) return cached;
  const underway = fetching.get(texts) ?? new Map<string, Promise<string | null>>();
  fetching.set(texts, underway);
  const key = JSON.stringify([repository.id, path, commit]);
  const known = underway.get(key);
  if (known !== undefined) return known;
  const fetched = fetchAndKeep(octokit, texts, repository, path, commit).finally(() => underway.delete(key));
  underway.set(key, fetched);
  return fetched;
}

/**
 * The text of a workflow file at a commit, to the byte, so that it may be edited: from the cache where what that keeps is the whole truth. Null as
 * `readFile` says. @throws as `readWorkflowText`
 */
export async function readFileAt(
  octokit: Octokit,
  texts: TextCache,
  repository: RepositoryNow,
  path: string,
  commit: string,
): Promise<string | null> {
  const text = await readWorkflowText(octokit, texts, repository, path, commit);
  // A larger file is kept as none, and bytes that are no UTF-8 as this character.
  const mayDiffer = text === null || text.includes("\uFFFD");
  return mayDiffer ? readFile(octokit, repository, path, commit) : text;
}

async function fetchAndKeep(
  octokit: Octokit,
  texts: TextCache,
  repository: Pick<Repository, "id" | "owner" | "name">,
  path: string,
  commit: string,
): Promise<string | null> {
  const content = (await readFileContent(octokit, repository, path, commit))?.toString("utf8") ?? null;
  const text = content === null || content.length > longestText ? null : content;
  await texts.write(repository.id, path, commit, text);
  return text;
}
