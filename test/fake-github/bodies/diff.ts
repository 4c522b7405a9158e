import type { components } from "@octokit/openapi-types";
import { structuredPatch } from "diff";
import { changesBetween, type FileChange, type FileEntry, readFiles } from "../git/files.ts";
import type { Repository } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { pageUrl, repositoryUrl } from "./repository.ts";

/** The files that differ between two commits; a null base is the empty tree. */
export function changedFiles(
  { objects }: Repository,
  base: string | null,
  head: string,
): readonly FileChange[] {
  const filesOf = (sha: string | null) => {
    const tree = sha === null ? undefined : objects.commit(sha)?.tree;
    return tree === undefined ? new Map<string, FileEntry>() : readFiles(objects, tree);
  };
  return changesBetween(filesOf(base), filesOf(head));
}

/** One changed file with its patch. */
export function diffEntryBody(
  world: World,
  repository: Repository,
  head: string,
  { path, before, after }: FileChange,
) {
  const text = (file: FileEntry | null) =>
    file === null ? "" : (repository.objects.blob(file.sha)?.toString() ?? "");
  const { hunks } = structuredPatch(path, path, text(before), text(after), "", "", { context: 3 });
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const additions = lines.filter((line) => line.startsWith("+")).length;
  const deletions = lines.filter((line) => line.startsWith("-")).length;
  const patch = hunks
    .map(
      ({ oldStart, oldLines, newStart, newLines, lines }) =>
        `@@ -${span(oldStart, oldLines)} +${span(newStart, newLines)} @@\n${lines.join("\n")}`,
    )
    .join("\n");
  const status: "added" | "removed" | "modified" =
    before === null ? "added" : after === null ? "removed" : "modified";
  return {
    sha: after?.sha ?? before?.sha ?? null,
    filename: path,
    status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${pageUrl(world, repository)}/blob/${head}/${path}`,
    raw_url: `${pageUrl(world, repository)}/raw/${head}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${head}`,
    ...(patch === "" ? {} : { patch }),
  } satisfies components["schemas"]["diff-entry"];
}

/** Git leaves out a count of one, and names the line before where there are none. */
function span(start: number, count: number): string {
  if (count === 0) return `${start - 1},0`;
  return count === 1 ? String(start) : `${start},${count}`;
}
