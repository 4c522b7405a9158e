import { longestText } from "../../../domain/workflow/workflow-file.ts";
import type { Repository } from "../../queue/task.ts";
import type { Store } from "../../store/store.ts";
import type { Octokit } from "../client/octokit.ts";
import { readFileContent } from "./file-content.ts";

/** What is being fetched at the moment: the runs of a push end together and want the same files. */
const fetching = new WeakMap<Store["workflowTexts"], Map<string, Promise<string | null>>>();

/**
 * Reads a workflow file at a commit, from the cache where it is known: a commit's file never changes. Null where the commit
 * has no such file, or one of more than 1 MiB, which GitHub would not run. @throws what Octokit throws, but for a 404, and
 * CutAnswerError
 */
export async function readWorkflowText(
  octokit: Octokit,
  texts: Store["workflowTexts"],
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

async function fetchAndKeep(
  octokit: Octokit,
  texts: Store["workflowTexts"],
  repository: Pick<Repository, "id" | "owner" | "name">,
  path: string,
  commit: string,
): Promise<string | null> {
  const content = (await readFileContent(octokit, repository, path, commit))?.toString("utf8") ?? null;
  const text = content === null || content.length > longestText ? null : content;
  await texts.write(repository.id, path, commit, text);
  return text;
}
