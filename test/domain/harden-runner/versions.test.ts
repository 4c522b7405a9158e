import { describe, expect, test } from "vitest";
import { assessFile } from "../../../src/domain/assessment/assess.ts";
import { defaultRules } from "../../../src/domain/assessment/rules.ts";
import { baselineOf, factsOfLogAlone } from "../../../src/domain/baseline/baseline.ts";
import { chooseTarget } from "../../../src/domain/harden-runner/choose-target.ts";
import { findGuardVersion } from "../../../src/domain/harden-runner/guard-version.ts";
import { holds } from "../../../src/domain/harden-runner/holds.ts";
import { compareVersions, formatVersion, parseVersion } from "../../../src/domain/harden-runner/version.ts";
import { releases, type StatementCode } from "../../../src/domain/harden-runner/version-table.ts";
import data from "../../../src/domain/harden-runner/versions.json" with { type: "json" };
import { observe } from "../../../src/domain/record/harden-runner/observe.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { buildJobLog } from "../../support/job-log-builder.ts";
import { readText } from "../../support/read.ts";

const unknownCommit = "0123456789abcdef0123456789abcdef01234567";
const v2190 = "8d3c67de8e2fe68ef647c8db1e6a09f647780f40";
const v2211 = "e14015d583714f6e62063499dc959a02595150a1";

function described(ref: string, comment: string | null = null, logged: string | null = null): string {
  const found = findGuardVersion({ ref, comment }, logged);
  switch (found.kind) {
    case "exact":
      return `${formatVersion(found.version)} by ${found.by}`;
    case "moving":
      return `${found.ref}, at least ${formatVersion(found.version)}`;
    case "unknown":
      return "unknown";
  }
}

describe("the version of a guard step", () => {
  test.each([
    ["v2.13.0", null, null, "v2.13.0 by tag"],
    ["2.13.0", null, null, "v2.13.0 by tag"],
    [v2190, null, null, "v2.19.0 by commit"],
    [v2190.toUpperCase(), " v2.21.1", null, "v2.19.0 by commit"],
    [unknownCommit, " v2.20.0", null, "v2.20.0 by comment"],
    [unknownCommit, " v2.20.0", v2190, "v2.19.0 by log"],
    [unknownCommit, " v2", null, "unknown"],
    [unknownCommit, " tag=v2.20.0 (pinned)", null, "v2.20.0 by comment"],
    [unknownCommit, null, null, "unknown"],
    [unknownCommit, null, unknownCommit, "unknown"],
    ["v2", null, null, "v2, at least v2.21.1"],
    ["v2", null, v2190, "v2.19.0 by log"],
    ["v1", null, null, "v1, at least v1.5.0"],
    ["main", null, null, "main, at least v2.21.1"],
    ["rc", " v2.20.0", null, "unknown"],
    ["v9", null, null, "unknown"],
  ])("%s #%s, logged %s: %s", (ref, comment, logged, expected) => {
    expect(described(ref, comment, logged)).toBe(expected);
  });
});

describe("what holds for a version", () => {
  const table: readonly (readonly [StatementCode, string, ReturnType<typeof holds>])[] = [
    ["defect-kills-long-jobs", "v2.21.0", "yes"],
    ["defect-kills-long-jobs", "v2.21.1", "no"],
    ["defect-kills-long-jobs", "v2", "no"],
    ["defect-kills-long-jobs", unknownCommit, "unknown"],
    ["defect-audit-misses-udp", "v2.14.1", "yes"],
    ["defect-audit-misses-udp", "v2.14.2", "no"],
    ["defect-dns-bypass", "v2.15.1", "yes"],
    ["defect-dns-bypass", "v2.16.0", "no"],
    ["windows-macos-audit", "v2.19.4", "yes"],
    ["windows-macos-audit", "v2.14.0", "no"],
    ["windows-macos-block", "v2.19.4", "no"],
    ["windows-macos-block", "v2.20.0", "yes"],
    ["cache-miss-audit", "v2.20.1", "yes"],
    ["cache-miss-audit", "v2.21.0", "no"],
    ["cache-miss-block", "v2.21.0", "yes"],
    ["wildcards", "v2.3.1", "no"],
    ["denied-endpoints", "v2.20.1", "no"],
    ["denied-endpoints", v2211, "yes"],
  ];
  test.each(table)("%s at %s: %s", (code, ref, expected) => {
    expect(holds(code, findGuardVersion({ ref, comment: null }))).toBe(expected);
  });
});

describe("the version to move to", () => {
  test.each([
    ["2026-11-29", "v2.21.1"],
    ["2026-09-06", "v2.21.1"],
    ["2026-09-05", null],
  ])("on %s it is %s", (day, tag) => {
    expect(chooseTarget(Date.parse(`${day}T12:00:00Z`))?.tag ?? null).toBe(tag);
  });
});

describe("the table", () => {
  test("has its releases in order, each commit once, each with a real day", () => {
    const sorted = releases.toSorted((a, b) => compareVersions(a.version, b.version));
    expect(releases.map(({ tag }) => tag)).toEqual(sorted.map(({ tag }) => tag));
    expect(new Set(releases.map(({ commit }) => commit)).size).toBe(releases.length);
    expect(releases.length).toBeGreaterThanOrEqual(65);
    for (const { commit, date } of releases) {
      expect(commit).toMatch(/^[0-9a-f]{40}$/);
      expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
    }
  });

  test("gives each row a source and versions that can be read", () => {
    for (const row of [...data.statements, ...data.inputs, ...data.implicit]) {
      expect(row.source).toMatch(/[a-z]\S* \S|GHSA-/);
      const ends = [row.since, "below" in row ? row.below : undefined].filter((end) => end !== undefined);
      expect(ends.every((end) => parseVersion(end) !== null)).toBe(true);
    }
    expect(new Set(data.statements.map(({ code }) => code)).size).toBe(data.statements.length);
  });
});

describe("what people are told of a job that blocks, by version", () => {
  // Below v2.21.1 it would block, and GitHub end long jobs.
  const switched = "update Harden-Runner to v2.21.1 or later";
  const ended = "use Harden-Runner v2.21.1 or later";
  const kinds = [
    ["v2.13.0", switched, ended],
    ["v2.19.4", switched, ended],
    ["v2.20.1", switched, ended],
    ["v2.21.0", switched, ended],
    ["v2.21.1", switched, null],
    [unknownCommit, switched, null],
  ] as const;

  test.each(kinds)(
    "%s: a job that switched to audit by itself needs %s; one that blocks %s",
    (ref, lift, old) => {
      const commit = releases.find(({ tag }) => tag === ref)?.commit ?? ref;
      const log = buildJobLog({
        guard: { ref, commit },
        policy: "block",
        allowedEndpoints: "github.com:443",
        preStep: ["Unable to fetch cacheURL TypeError: Invalid URL", "Switching egress-policy to audit mode"],
        onlyAudits: true,
      });
      const baseline = baselineOf(observe(readText(log)), factsOfLogAlone);
      if (baseline === null) throw new Error("the log teaches nothing");
      const text = `jobs:\n  build:\n    steps:\n      - uses: step-security/harden-runner@${ref}\n        with:\n          allowed-endpoints: github.com:443\n`;
      const learned = new Map([["build", { baseline, source: "default-branch" as const }]]);
      const assessed = assessFile(parseWorkflowFile(text), "ci.yml", learned, defaultRules);
      const reasons = assessed.ok ? (assessed.jobs[0]?.reasons ?? []) : [];
      const told = reasons.find(({ code }) => code === "switched-to-audit");
      expect(told?.lift).toBe(lift);
      expect(told?.message).toContain("versions below v2.21.0 only record");
      expect(told?.message.includes(` ${ref} `)).toBe(ref !== unknownCommit);
      expect(reasons.find(({ code }) => code === "old-version")?.lift ?? null).toBe(old);
    },
  );
});
