import { describe, expect, test } from "vitest";
import { defaultRules, isIgnoredBySettings, listDecisions } from "../../../src/domain/assessment/rules.ts";
import type { Decision } from "../../../src/domain/baseline/decision.ts";
import { defaultSettings } from "../../../src/domain/settings/settings.ts";

function said(kind: Decision["kind"], endpoint: string): Decision {
  return {
    kind,
    endpoint,
    origin: { kind: "person", login: "mona", at: "2026-01-01T00:00:00Z", reason: "" },
  };
}

describe("decisions", () => {
  test("what a person said beats the settings, and of the settings the stricter line counts", () => {
    const settings = {
      ...defaultSettings,
      allow: ["a.example.org:443", "b.example.org:443", "c.example.org:443"],
      deny: ["b.example.org:443", "d.example.org:443"],
    };
    const decisions = {
      endpoints: [said("allow", "d.example.org:443"), said("deny", "c.example.org:443")],
      jobs: new Map(),
    };
    const listed = listDecisions({ ...defaultRules, settings, decisions });
    expect(listed.map(({ endpoint, kind, origin }) => [endpoint, kind, origin.kind])).toEqual([
      ["a.example.org:443", "allow", "settings"],
      ["b.example.org:443", "deny", "settings"],
      ["c.example.org:443", "deny", "person"],
      ["d.example.org:443", "allow", "person"],
    ]);
  });
});

describe("ignored by the settings", () => {
  const path = ".github/workflows/ci.yml";
  test.each([
    [path, true],
    ["ci.yml", true],
    ["ci.yml:build", true],
    [`${path}:build`, true],
    ["build", false],
    ["ci.yml:test", false],
    ["other.yml", false],
    ["ci", false],
    ["", false],
  ])("%j", (pattern, expected) => {
    const settings = { ...defaultSettings, ignore: ["x.yml", pattern] };
    expect(isIgnoredBySettings(settings, path, "build")).toBe(expected);
  });
});
