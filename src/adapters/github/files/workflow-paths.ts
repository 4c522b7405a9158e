import { z } from "zod";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

const folder = ".github/workflows";
// A folder comes as a list, a file as itself.
const listSchema = z.array(z.object({ path: z.string().max(1_000), type: z.string() }));

/**
 * The workflow files at a commit, sorted, by one call; GitHub lists a thousand at most. @throws what Octokit throws, but for a 404,
 * and CutAnswerError
 */
export async function listWorkflowPaths(
  octokit: Octokit,
  { owner, name }: { readonly owner: string; readonly name: string },
  commit: string,
): Promise<readonly string[]> {
  try {
    const answer = await octokit.rest.repos.getContent({ owner, repo: name, path: folder, ref: commit });
    const listed = listSchema.safeParse(wholeAnswer(answer));
    return (listed.data ?? [])
      .filter(({ path, type }) => type === "file" && /\.ya?ml$/.test(path))
      .map(({ path }) => path)
      .sort();
  } catch (error) {
    if (statusOf(error) === 404) return [];
    throw error;
  }
}
