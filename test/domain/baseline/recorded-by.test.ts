import { describe, expect, test } from "vitest";
import {
  doubtOldRecords,
  findLastFetched,
  findVersionOfRun,
} from "../../../src/domain/baseline/recorded-by.ts";
import { isComplete } from "../../../src/domain/baseline/window.ts";
import { formatVersion } from "../../../src/domain/harden-runner/version.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const v2130 = "ec9f2d5744a09debf3a187a3f4f675c53b671911";
const v2141 = "e3f713f2d8f53843e71c69a996d56f51aa9adfb9";
const v2142 = "5ef0c079ce82195b2a36a210272d6b661572d83e";
const nobodyKnows = "0123456789abcdef0123456789abcdef01234567";

function by(ref: string, commit = ref, action = "step-security/harden-runner"): Run {
  return {
    calls: ["a.example.com"],
    steps: ["Run make"],
    actions: [`actions/checkout@v6 ${v2130}`, `${action}@${ref} ${commit}`],
  };
}

describe("the commit that a log names", () => {
  test.each<[string, readonly Run[], string, string | null]>([
    ["of a ref", [by("v2", v2130)], "v2", v2130],
    ["in the newest run that names the ref", [by("v2", v2130), by("v2", v2142), by(v2141)], "v2", v2142],
    ["whatever the case of the action", [by("v2", v2130, "Step-Security/Harden-Runner")], "v2", v2130],
    ["not of another ref", [by("v2", v2130)], "v2.13.0", null],
    ["not of another action", [by("v2", v2130, "step-security/other")], "v2", null],
    ["not where no log tells", [{ calls: ["a.example.com"] }], "v2", null],
  ])("%s", (_, runs, ref, expected) => {
    expect(findLastFetched(learn(runs), ref)?.commit ?? null).toBe(expected);
  });
});

test.each<[string, Run, string | null]>([
  ["by its commit", by("v2", v2130), "v2.13.0"],
  ["by its tag", by("v2.20.0", nobodyKnows), "v2.20.0"],
  ["unknown", by("v2", nobodyKnows), null],
  ["not named", {}, null],
])("the version of a run, %s", (_, run, expected) => {
  const version = findVersionOfRun(learn([run]), "1000/1");
  expect(version === null ? null : formatVersion(version)).toBe(expected);
});

describe("records that miss connections", () => {
  test.each<[string, readonly Run[], readonly boolean[], string | null]>([
    ["do not count", [by(v2130), by(v2141)], [false, false], "v2.13.0"],
    ["beside others that do", [by("v2", v2141), by("v2", v2142)], [false, true], "v2.14.1"],
    ["are those of versions that are known", [by(nobodyKnows), {}], [true, true], null],
    ["and not those that were no proof anyway", [{ ...by(v2130), complete: false }], [false], null],
  ])("%s", (_, runs, complete, version) => {
    const all = learn(runs);
    const doubted = doubtOldRecords(all);
    expect([...doubted.baseline.runs.values()].map(isComplete)).toEqual(complete);
    expect(doubted.version === null ? null : formatVersion(doubted.version)).toBe(version);
    const before = [...all.runs.values()].filter(isComplete).length;
    expect(doubted.doubted).toBe(before - complete.filter(Boolean).length);
    expect(doubted.baseline.endpoints).toBe(all.endpoints);
  });

  test("show no step that was executed", () => {
    expect([...doubtOldRecords(learn([by(v2130)])).baseline.steps.keys()]).toEqual([]);
    const both = doubtOldRecords(learn([by(v2130), by(v2142)])).baseline;
    expect([...both.steps]).toEqual([["Run make", new Set(["1001/1"])]]);
  });
});
