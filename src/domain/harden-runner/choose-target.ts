import { holds } from "./holds.ts";
import { compareVersions } from "./version.ts";
import { type Release, releases } from "./version-table.ts";

const week = 7 * 86_400_000;

/** Defects for which nobody should be moved to a version. */
const defects = ["defect-kills-long-jobs", "defect-dns-bypass", "defect-audit-misses-udp"] as const;

/** None of GitHub's tags was seen to have moved. */
const noneMoved: ReadonlySet<string> = new Set();

/**
 * The release that a proposal moves a guard step to: the newest of the table that is at least a week old and has no known defect. `now`
 * is in ms since 1970. A tag that GitHub has at another commit, of `moved`, is no target. Null where there is none left.
 */
export function chooseTarget(now: number, moved: ReadonlySet<string> = noneMoved): Release | null {
  return (
    releases
      .filter(({ tag, date }) => now - Date.parse(date) >= week && !moved.has(tag))
      .filter(({ version }) =>
        defects.every((code) => holds(code, { kind: "exact", version, by: "tag" }) === "no"),
      )
      .toSorted((a, b) => compareVersions(a.version, b.version))
      .at(-1) ?? null
  );
}
