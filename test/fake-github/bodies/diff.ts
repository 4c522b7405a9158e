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

/** The same as GitHub lists it: a file that went and one that came, of which at least half is the same, are one that was renamed. */
export function listedFiles(
  repository: Repository,
  base: string | null,
  head: string,
): readonly ListedFile[] {
  const changes = changedFiles(repository, base, head);
  const linesOf = (file: FileEntry): readonly string[] =>
    (repository.objects.blob(file.sha)?.toString() ?? "").split("\n");
  const removed = new Map(
    changes.flatMap(({ path, before, after }) =>
      after === null && before !== null ? [[path, before] as const] : [],
    ),
  );
  const listed = changes.map((change): ListedFile => {
    const { before, after } = change;
    if (before !== null || after === null) return change;
    const lines = linesOf(after);
    for (const [path, file] of removed) {
      const old = new Set(linesOf(file));
      if (lines.filter((line) => old.has(line)).length * 2 < Math.max(lines.length, old.size)) continue;
      removed.delete(path);
      return { ...change, before: file, previous: path };
    }
    return change;
  });
  return listed.filter(({ path, after }) => after !== null || removed.has(path));
}

/** A file that differs; `previous` is the path that it was renamed from. */
interface ListedFile extends FileChange {
  readonly previous?: string;
}

/** One changed file with its patch. */
export function diffEntryBody(
  world: World,
  repository: Repository,
  head: string,
  { path, before, after, previous }: ListedFile,
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
  const status: "added" | "removed" | "modified" | "renamed" =
    previous !== undefined ? "renamed" : before === null ? "added" : after === null ? "removed" : "modified";
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
    ...(previous !== undefined && { previous_filename: previous }),
  } satisfies components["schemas"]["diff-entry"];
}

/** Git leaves out a count of one, and names the line before where there are none. */
function span(start: number, count: number): string {
  if (count === 0) return `${start - 1},0`;
  return count === 1 ? String(start) : `${start},${count}`;
}
