import { z } from "zod";
import { settingsPath } from "../../../domain/settings/settings.ts";
import { longestSettings } from "../../../domain/settings/settings-text.ts";
import type { SharedFile } from "../../../domain/settings/shared-file.ts";
import { isRefused } from "../client/is-refused.ts";
import { reachesOther } from "../client/narrow-tokens.ts";
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
export function readSettingsFile(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  commit: string,
): Promise<SettingsFileContent> {
  return read(octokit, repository, { path: settingsPath, ref: commit });
}

/**
 * Reads a settings file of another repository of the owner, as its default branch has it. That the repository is missing, closed to the
 * App or another owner's by now is as if it had no such file. @throws what Octokit throws otherwise, and CutAnswerError
 */
export async function readSharedFile(
  octokit: Octokit,
  owner: string,
  { name, path }: SharedFile,
): Promise<SettingsFileContent> {
  const request = { [reachesOther]: true };
  try {
    // GitHub forwards to where a repository was moved to, and what another owner has is not this one's.
    const answer = await octokit.rest.repos.get({ owner, repo: name, request });
    const { owner: actual } = wholeAnswer(answer);
    if (actual.login.toLowerCase() !== owner.toLowerCase()) return { kind: "none" };
    return await read(octokit, { owner, name }, { path, ref: "HEAD", request });
  } catch (error) {
    if (statusOf(error) === 404 || isRefused(error)) return { kind: "none" };
    throw error;
  }
}

async function read(
  octokit: Octokit,
  { owner, name }: { readonly owner: string; readonly name: string },
  what: { readonly path: string; readonly ref: string; readonly request?: Record<string, unknown> },
): Promise<SettingsFileContent> {
  try {
    const answer = await octokit.rest.repos.getContent({ owner, repo: name, ...what });
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
