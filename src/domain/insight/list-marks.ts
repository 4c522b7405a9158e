import type { ListChange } from "../assessment/list-history.ts";
import type { Mark } from "./job-page.ts";
import type { ShownRun } from "./shown-run.ts";

/** What the changelog and the last proposal say of when the list was proposed and changed, oldest first, at most so many. */
export function listMarks(
  runs: readonly Pick<ShownRun, "at">[],
  changes: readonly ListChange[],
  proposed: { readonly at: string; readonly pullRequest: number | null } | null,
  most: number,
): readonly Mark[] {
  const marks = new Map<string, Omit<Mark, "place">>();
  if (proposed !== null) marks.set("proposed", { kind: "proposed", ...proposed });
  for (const { at, kind, pullRequest } of changes) {
    const marked = kinds[kind];
    if (marked === undefined) continue;
    // With the list that comes into force come all its entries.
    if (kind === "added" && changes.some((other) => other.kind === "blocked" && other.at === at)) continue;
    const key = `${at} ${marked}`;
    marks.set(key, { kind: marked, at, pullRequest: marks.get(key)?.pullRequest ?? pullRequest });
  }
  return [...marks.values()]
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map((mark) => ({ ...mark, place: runs.filter((run) => run.at < mark.at).length }))
    .filter(({ place }) => place > 0 || runs.length === 0)
    .slice(-most);
}

const kinds: Readonly<Partial<Record<ListChange["kind"], Mark["kind"]>>> = {
  blocked: "blocked",
  returned: "returned",
  added: "repaired",
  removed: "trimmed",
};
