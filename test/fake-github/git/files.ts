import type { GitObjects, TreeEntry } from "./objects.ts";

/** A file of a tree, whatever its depth. */
export interface FileEntry {
  readonly mode: string;
  readonly sha: string;
}

/** All files of a tree by path. */
export type Files = ReadonlyMap<string, FileEntry>;

/** Reads a tree with all its folders. */
export function readFiles(objects: GitObjects, tree: string): Map<string, FileEntry> {
  const files = new Map<string, FileEntry>();
  collect(objects, tree, "", files);
  return files;
}

function collect(objects: GitObjects, tree: string, prefix: string, files: Map<string, FileEntry>): void {
  for (const { mode, name, sha } of objects.tree(tree) ?? []) {
    if (mode === "40000") collect(objects, sha, `${prefix}${name}/`, files);
    else files.set(prefix + name, { mode, sha });
  }
}

/** Writes the tree objects that hold these files and returns the root's id. */
export function writeFiles(objects: GitObjects, files: Files): string {
  const entries: TreeEntry[] = [];
  const folders = new Map<string, Map<string, FileEntry>>();
  for (const [path, file] of files) {
    const slash = path.indexOf("/");
    if (slash < 0) {
      entries.push({ name: path, ...file });
      continue;
    }
    const name = path.slice(0, slash);
    const inside = folders.get(name) ?? new Map<string, FileEntry>();
    inside.set(path.slice(slash + 1), file);
    folders.set(name, inside);
  }
  for (const [name, inside] of folders) {
    entries.push({ mode: "40000", name, sha: writeFiles(objects, inside) });
  }
  return objects.writeTree(entries);
}

/** What stands at a path: a file, or a folder's tree id; undefined where there is nothing. */
export function lookUp(objects: GitObjects, tree: string, path: string): TreeEntry | undefined {
  let entry: TreeEntry | undefined = { mode: "40000", name: "", sha: tree };
  for (const name of path.split("/").filter((part) => part !== "")) {
    if (entry === undefined || entry.mode !== "40000") return undefined;
    entry = objects.tree(entry.sha)?.find((candidate) => candidate.name === name);
  }
  return entry;
}

export interface FileChange {
  readonly path: string;
  readonly before: FileEntry | null;
  readonly after: FileEntry | null;
}

/** The files that differ between two sets, by path. */
export function changesBetween(before: Files, after: Files): readonly FileChange[] {
  const changes: FileChange[] = [];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(path) ?? null;
    const now = after.get(path) ?? null;
    if (old?.sha !== now?.sha || old?.mode !== now?.mode) changes.push({ path, before: old, after: now });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}
