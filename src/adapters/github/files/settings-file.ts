import { z } from "zod";
import { settingsPath } from "../../../domain/settings/settings.ts";
import { longestSettings } from "../../../domain/settings/settings-text.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** What stands where the settings are looked for. */
export type SettingsFileContent =
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly text: string }
  /** There is something, but no text: it must not pass for no settings. */
  | { readonly kind: "unreadable"; readonly problem: "not-a-file" | "too-large" | "not-utf-8" };

// A directory comes as a list; a link or a submodule has another type. A file above one megabyte has no content.
const fileSchema = z.object({
  type: z.literal("file"),
  size: z.number(),
  content: z.string().max(4 * longestSettings),
});
const largeFileSchema = z.object({ type: z.literal("file"), size: z.number().gt(longestSettings) });

/** Reads the settings file at a commit, or at `HEAD`, by one call. @throws what Octokit throws, but for a 404, and CutAnswerError */
export async function readSettingsFile(
  octokit: Octokit,
  { owner, name }: { readonly owner: string; readonly name: string },
  commit: string,
): Promise<SettingsFileContent> {
  try {
    const answer = await octokit.rest.repos.getContent({
      owner,
      repo: name,
      path: settingsPath,
      ref: commit,
    });
    return readContent(wholeAnswer(answer));
  } catch (error) {
    if (statusOf(error) === 404) return { kind: "none" };
    throw error;
  }
}

function readContent(answer: unknown): SettingsFileContent {
  if (largeFileSchema.safeParse(answer).success) return { kind: "unreadable", problem: "too-large" };
  const { success, data } = fileSchema.safeParse(answer);
  if (!success) return { kind: "unreadable", problem: "not-a-file" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(data.content, "base64"));
    return { kind: "text", text };
  } catch (error) {
    if (error instanceof TypeError) return { kind: "unreadable", problem: "not-utf-8" };
    throw error;
  }
}
