import type { Commit, GitObjects } from "./objects.ts";

/** The commits that can be reached from one, itself included, newest first by walking. */
export function ancestry(objects: GitObjects, from: string): ReadonlyMap<string, Commit> {
  const found = new Map<string, Commit>();
  const queue = [from];
  for (let sha = queue.shift(); sha !== undefined; sha = queue.shift()) {
    const commit = objects.commit(sha);
    if (commit === undefined || found.has(sha)) continue;
    found.set(sha, commit);
    queue.push(...commit.parents);
  }
  return found;
}

/** Whether `descendant` is `ancestor` or was made on top of it. */
export function isAncestor(objects: GitObjects, ancestor: string, descendant: string): boolean {
  return ancestry(objects, descendant).has(ancestor);
}

/** The commits of `head` that `base` does not have, oldest first. */
export function commitsBetween(objects: GitObjects, base: string, head: string): readonly Commit[] {
  const known = ancestry(objects, base);
  return [...ancestry(objects, head).values()].filter(({ sha }) => !known.has(sha)).reverse();
}

/** The best common ancestor: the nearest of `b`'s history that `a` has too; null for unrelated histories. */
export function mergeBase(objects: GitObjects, a: string, b: string): string | null {
  const known = ancestry(objects, a);
  for (const sha of ancestry(objects, b).keys()) {
    if (known.has(sha)) return sha;
  }
  return null;
}
