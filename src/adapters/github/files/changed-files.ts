import type { Repository } from "../../../domain/run/repository.ts";
import type { Octokit } from "../client/octokit.ts";
import { compareCommits } from "./compare-commits.ts";

/** A file that differs between two commits. */
export interface ChangedFile {
  readonly path: string;
  /** The lines that were added or removed, without their sign; null where GitHub does not give them: too many, or not text. */
  readonly lines: readonly string[] | null;
}

/** GitHub names no more files than these. */
const mostFiles = 300;

/**
 * What one commit changed in comparison with where it left another, by one call. Null where it cannot be told: a commit is gone, the
 * two have nothing in common, or GitHub does not name all files. @throws what Octokit throws, and CutAnswerError
 */
export async function readChangedFiles(
  octokit: Octokit,
  repository: Pick<Repository, "owner" | "name">,
  { base, head }: { readonly base: string; readonly head: string },
): Promise<readonly ChangedFile[] | null> {
  const comparison = await compareCommits(octokit, repository, { base, head });
  if (comparison === null) return null;
  const { files = [] } = comparison;
  if (files.length >= mostFiles) return null;
  return files.flatMap(({ filename, previous_filename: before, patch }) =>
    [filename, ...(before === undefined ? [] : [before])].map((path) => ({
      path,
      lines: readLines(patch),
    })),
  );
}

function readLines(patch: string | undefined): readonly string[] | null {
  if (patch === undefined) return null;
  return patch
    .split("\n")
    .filter((line) => /^[-+]/.test(line))
    .map((line) => line.slice(1));
}
