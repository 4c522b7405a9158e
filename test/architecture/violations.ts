import { dirname } from "node:path";
import type { Imports } from "./imports.ts";

/** Imports of files in rooms that stand later in the list, or in none: `domain/run/trust.ts -> features/learn/learn-run.ts`. */
export function findBackwardImports(imports: Imports, rooms: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const [file, targets] of imports)
    for (const target of targets) {
      const [from, to] = [rooms.indexOf(dirname(file)), rooms.indexOf(dirname(target))];
      if (to < 0 || to > from) found.push(`${file} -> ${target}`);
    }
  return found;
}

/** Files that import each other by some way round, one list of files for each knot of them. */
export function findCircles(imports: Imports): readonly (readonly string[])[] {
  const reached = new Map([...imports.keys()].map((file) => [file, reach(file, imports)]));
  const knots = new Map<string, readonly string[]>();
  for (const [file, others] of reached) {
    if (!others.has(file)) continue;
    const knot = [...others].filter((other) => reached.get(other)?.has(file) === true).sort();
    knots.set(knot.join(" "), knot);
  }
  return [...knots.values()];
}

/** What a file imports, and what that imports, and so on. */
export function reach(file: string, imports: Imports): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...(imports.get(file) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(imports.get(next) ?? []));
  }
  return reached;
}

/**
 * Imports from outside of files in a recorder's folder, but for those of the list of recorders. The folders are those from which that
 * list imports, beside its own.
 */
export function findForeignImports(imports: Imports, list: string): readonly string[] {
  const folders = new Set(
    (imports.get(list) ?? [])
      .map(dirname)
      .filter((folder) => dirname(folder) === dirname(dirname(list)) && folder !== dirname(list)),
  );
  const found: string[] = [];
  for (const [file, targets] of imports)
    for (const target of targets) {
      const isForeign = folders.has(dirname(target)) && dirname(file) !== dirname(target) && file !== list;
      if (isForeign) found.push(`${file} -> ${target}`);
    }
  return found;
}

/** Folders with more files than one can survey, and how many they have. */
export function findCrowdedFolders(files: Iterable<string>, most: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > most)
    .map(([folder, count]) => `${folder}: ${count} files`);
}
