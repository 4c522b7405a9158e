import { describe, expect, test } from "vitest";
import { chooseTarget } from "../../../src/domain/harden-runner/choose-target.ts";
import { findComingVersion } from "../../../src/domain/harden-runner/guard-version.ts";
import { pinKindOf } from "../../../src/domain/harden-runner/pin.ts";
import { compareWithTable, noUpstream } from "../../../src/domain/harden-runner/upstream.ts";
import { formatVersion } from "../../../src/domain/harden-runner/version.ts";
import { releases } from "../../../src/domain/harden-runner/version-table.ts";
import { describeUpstream } from "../../../src/domain/text/describe-upstream.ts";

const other = "0123456789abcdef0123456789abcdef01234567";
const v2194 = "9af89fc71515a100421586dfdb3dc9c984fbf411";
const asKnown = releases.map(({ tag, commit }) => ({ tag, commit }));

describe("GitHub's tags beside the table", () => {
  test("say nothing where they are the same, in whatever order and case, with tags that move", () => {
    const tags = asKnown.toReversed().map(({ tag, commit }) => ({ tag, commit: commit.toUpperCase() }));
    const moving = ["v1", "v2", "v2.21", "rc", "latest"].map((tag) => ({ tag, commit: other }));
    expect(compareWithTable([...moving, ...tags])).toEqual(noUpstream);
    expect(describeUpstream(noUpstream)).toEqual([]);
  });

  test("may be newer, which is only told", () => {
    const newer = ["v2.21.2", "v3.0.0", "v2.100.0"].map((tag) => ({ tag, commit: other }));
    const upstream = compareWithTable([...asKnown, ...newer]);
    expect(upstream.newer.map(({ tag }) => tag)).toEqual(["v3.0.0", "v2.100.0", "v2.21.2"]);
    expect(upstream.moved).toEqual([]);
    expect(describeUpstream(upstream)).toEqual([
      {
        line: "Harden-Runner v3.0.0 is out; I know releases up to v2.21.1 and propose no newer one",
        isAlarm: false,
      },
    ]);
  });

  test("may have moved, which is an alarm, and no target", () => {
    const upstream = compareWithTable([{ tag: "v2.21.1", commit: other }]);
    const known = releases.at(-1)?.commit;
    expect(upstream).toEqual({ newer: [], moved: [{ tag: "v2.21.1", commit: other, known }] });
    expect(describeUpstream(upstream)).toEqual([{ line: expect.stringContaining(other), isAlarm: true }]);
    const now = Date.parse("2026-11-29");
    expect(chooseTarget(now)?.tag).toBe("v2.21.1");
    expect(chooseTarget(now, new Set(["v2.21.1"]))).toBeNull();
    expect(chooseTarget(now, new Set(["v2.20.0"]))?.tag).toBe("v2.21.1");
  });
});

test.each([
  [other, "commit"],
  [other.toUpperCase(), "commit"],
  [other.slice(1), "moving"],
  ["v2.21.1", "tag"],
  ["2.21.1", "tag"],
  ["v2.21", "moving"],
  ["v2", "moving"],
  ["main", "moving"],
])("%s is a %s", (ref, kind) => {
  expect(pinKindOf(ref)).toBe(kind);
});

describe("the version of the coming runs", () => {
  test.each([
    ["v2", null, v2194, "moving v2.21.1"],
    ["v2", null, `${v2194} 2026-09-10`, "moving v2.21.1"],
    // Two weeks after the release it still does not stand there.
    ["v2", null, `${v2194} 2026-09-20`, "moving v2.19.4"],
    ["v2", null, `${other} 2026-09-20`, "moving v2.21.1"],
    ["main", null, `${v2194} 2026-09-20`, "moving v2.19.4"],
    ["v1", null, v2194, "moving v1.5.0"],
    ["v2.20.0", null, v2194, "exact v2.20.0"],
    [other, null, v2194, "exact v2.19.4"],
    [other, " v2.20.0", v2194, "exact v2.19.4"],
    [other, " v2.20.0", null, "exact v2.20.0"],
    ["rc", null, v2194, "exact v2.19.4"],
    ["rc", null, null, "unknown"],
  ])("%s #%s, logged %s: %s", (ref, comment, logged, expected) => {
    const [commit = "", day = "2026-01-01"] = logged?.split(" ") ?? [];
    const fetched = logged === null ? null : { commit, at: `${day}T00:00:00Z` };
    const version = findComingVersion({ ref, comment }, fetched);
    expect(version.kind === "unknown" ? "unknown" : `${version.kind} ${formatVersion(version.version)}`).toBe(
      expected,
    );
  });
});
