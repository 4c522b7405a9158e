import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FileEntry, type Files, readFiles } from "./files.ts";
import { mergeBase } from "./history.ts";
import type { GitObjects } from "./objects.ts";

/** The files of a three-way merge of two commits; null where they conflict. */
export function mergeFiles(objects: GitObjects, base: string, head: string): Files | null {
  const ancestor = mergeBase(objects, base, head);
  const original = ancestor === null ? new Map<string, FileEntry>() : filesOf(objects, ancestor);
  const ours = filesOf(objects, base);
  const theirs = filesOf(objects, head);
  const merged = new Map(ours);
  for (const path of new Set([...original.keys(), ...theirs.keys()])) {
    const [was, our, their] = [original.get(path), ours.get(path), theirs.get(path)];
    if (isSame(was, their) || isSame(our, their)) continue;
    if (!isSame(was, our)) {
      if (was === undefined || our === undefined || their === undefined) return null;
      const sha = mergeText(objects, was.sha, our.sha, their.sha);
      if (sha === null) return null;
      merged.set(path, { mode: was.mode === our.mode ? their.mode : our.mode, sha });
    } else if (their === undefined) merged.delete(path);
    else merged.set(path, their);
  }
  return merged;
}

function filesOf(objects: GitObjects, commit: string): Map<string, FileEntry> {
  const tree = objects.commit(commit)?.tree;
  return tree === undefined ? new Map() : readFiles(objects, tree);
}

function isSame(a: FileEntry | undefined, b: FileEntry | undefined): boolean {
  return a?.sha === b?.sha && a?.mode === b?.mode;
}

/** Merges the lines of one file as git itself does; null on a conflict. */
function mergeText(objects: GitObjects, was: string, our: string, their: string): string | null {
  const folder = mkdtempSync(join(tmpdir(), "fake-github-merge-"));
  try {
    const files = [our, was, their].map((sha, index) => {
      const file = join(folder, String(index));
      writeFileSync(file, objects.blob(sha) ?? "");
      return file;
    });
    const { status, stdout } = spawnSync("git", ["merge-file", "-p", ...files], { cwd: folder });
    return status === 0 ? objects.writeBlob(stdout) : null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
