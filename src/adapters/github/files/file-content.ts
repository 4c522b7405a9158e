import { z } from "zod";
import { longestText } from "../../../domain/workflow/workflow-yaml.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

// A directory comes as a list; a link or a submodule has another type; a file above one megabyte has no content.
const fileSchema = z.object({
  type: z.literal("file"),
  encoding: z.literal("base64"),
  content: z.string().max(4 * longestText),
});

/**
 * The bytes of a file at a commit, by one call. Null where the commit has no such file, or one of more than 1 MiB.
 * @throws what Octokit throws, but for a 404, and CutAnswerError
 */
export async function readFileContent(
  octokit: Octokit,
  { owner, name }: { readonly owner: string; readonly name: string },
  path: string,
  commit: string,
): Promise<Buffer | null> {
  try {
    const answer = await octokit.rest.repos.getContent({ owner, repo: name, path, ref: commit });
    const file = fileSchema.safeParse(wholeAnswer(answer));
    return file.success ? Buffer.from(file.data.content, "base64") : null;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
