import { z } from "zod";
import type { Repository } from "../queue/task.ts";
import type { Store } from "../store/store.ts";
import { longestText } from "../workflow/workflow-file.ts";
import type { Octokit } from "./octokit.ts";
import { statusOf } from "./status-of.ts";
import { wholeAnswer } from "./whole-answer.ts";

// A directory comes as a list; a link or a submodule has another type; a file above one megabyte has no content.
const fileSchema = z.object({
  type: z.literal("file"),
  encoding: z.literal("base64"),
  content: z.string().max(2 * longestText),
});

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
  repository: Repository,
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
  repository: Repository,
  path: string,
  commit: string,
): Promise<string | null> {
  const text = await fetchText(octokit, repository, path, commit);
  await texts.write(repository.id, path, commit, text);
  return text;
}

async function fetchText(
  octokit: Octokit,
  { owner, name }: Repository,
  path: string,
  commit: string,
): Promise<string | null> {
  try {
    const answer = await octokit.rest.repos.getContent({ owner, repo: name, path, ref: commit });
    const file = fileSchema.safeParse(wholeAnswer(answer));
    if (!file.success) return null;
    const text = Buffer.from(file.data.content, "base64").toString("utf8");
    return text.length > longestText ? null : text;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
