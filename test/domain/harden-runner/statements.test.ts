import { expect, test } from "vitest";
import { assessFile } from "../../../src/domain/assessment/assess.ts";
import { defaultRules } from "../../../src/domain/assessment/rules.ts";
import { checkText } from "../../../src/domain/guard/check/check.ts";
import { findGuardVersion } from "../../../src/domain/harden-runner/guard-version.ts";
import { holds } from "../../../src/domain/harden-runner/holds.ts";
import type { StatementCode } from "../../../src/domain/harden-runner/version-table.ts";
import data from "../../../src/domain/harden-runner/versions.json" with { type: "json" };
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { learn } from "../../support/baseline-builder.ts";

const unknownCommit = "0123456789abcdef0123456789abcdef01234567";

/** The versions of a column each, `rc` being a branch that nobody knows. */
const versions =
  "v1.0.0 v1.5.0 v2.3.1 v2.4.0 v2.9.1 v2.13.0 v2.14.1 v2.14.2 v2.15.1 v2.16.1 v2.19.0 v2.19.4 v2.20.0 v2.20.1 v2.21.0 v2.21.1 v2 rc";

/** Whether a statement holds, for each of the versions: `y` for yes, `.` for no, `?` for unknown. */
const table: Readonly<Record<StatementCode, string>> = {
  "linux-block": "yyyyyyyyyyyyyyyyy?",
  "windows-macos-none": "yyyyyyyy.........?",
  "windows-macos-audit": "........yyyy.....?",
  "windows-macos-block": "............yyyyy?",
  "windows-arm64-none": "........yyyyyyyyy?",
  "linux-arm64-community-none": ".....yyyyyyyyyyyy?",
  "linux-arm64-unhandled": "yyyyy............?",
  "container-unmonitored": ".yyyyyyyyyyyyyyyy?",
  "container-any-runner": ".yyyy............?",
  "ubuntu-slim-unmonitored": "...........yyyyyy?",
  "custom-image": "......yyyyyyyyyyy?",
  "third-party-runners": "..........yyyyyyy?",
  "third-party-bitrise": "............yyyyy?",
  "third-party-codebuild": ".............yyyy?",
  "custom-property-skip": "......yyyyyyyyyyy?",
  "second-step-skipped": "......yyyyyyyyyyy?",
  "log-section-markers": "....yyyyyyyyyyyyy?",
  "log-configuration": "..yyyyyyyyyyyyyyy?",
  "log-service-heading": ".....yyyyyyyyyyyy?",
  "log-config-disable-containers": ".....yyyyyyyyyyyy?",
  "log-calls": "..yyyyyyyyyyyyyyy?",
  "log-calls-process": "....yyyyyyyyyyyyy?",
  "log-build-info": ".....yyyyyyyyyyyy?",
  "private-audit": "..yyyyyyyyyyyyyyy?",
  "cache-host-added": ".yyyyyyyyyyyyyyyy?",
  "cache-miss-audit": ".yyyyyyyyyyyyy...?",
  "cache-miss-block": "..............yyy?",
  "policy-failure-fails-job": "..yyyy...........?",
  "policy-failure-audit": "......yyyyyyyyyyy?",
  "store-without-key-fails": "..........y......?",
  "store-without-key-audit": "...........yyyyyy?",
  "store-miss-audit": "..........yyyyyyy?",
  "denied-endpoints": "..............yyy?",
  "tls-check-failed-community": "....yyyyyyyy.....?",
  "tls-check-failed-enterprise": "............yyyyy?",
  wildcards: "...yyyyyyyyyyyyyy?",
  "unresolvable-reverts": ".yyyyyyyyyyyyyyyy?",
  "internal-refused": ".yyyyyyyyyyyyyyyy?",
  "literal-scalar": ".yyyyyyyyyyyyyyyy?",
  "single-label-community": ".yyyyyyyyyyyyyyyy?",
  "single-label-implicit": ".............yyyy?",
  "addresses-listed": ".........yyyyyyyy?",
  "disable-telemetry": ".yyyyyyyyyyyyyyyy?",
  "global-blocklist": "..........yyyyyyy?",
  "udp-drops-logged": ".......yyyyyyyyyy?",
  "defect-audit-misses-udp": "yyyyyyy..........?",
  "defect-dns-bypass": "yyyyyyyyy........?",
  "defect-kills-long-jobs": "yyyyyyyyyyyyyyy..?",
  "defect-disable-sudo-docker": "yyyyy............?",
  "defect-command-injection": "yyyyy............?",
  "defect-pre-step-hang": "yyyyyyyyyyyy.....?",
  "defect-post-step-echo": "yyyyyyyyyyyyyyy..?",
};

test.each(Object.entries(table))("%s: %s", (code, expected) => {
  const signs = { yes: "y", no: ".", unknown: "?" } as const;
  const found = versions
    .split(" ")
    .map((ref) => signs[holds(code as StatementCode, findGuardVersion({ ref, comment: null }))]);
  expect(found.join("")).toBe(expected);
});

test("every statement of the table has its line", () => {
  expect(Object.keys(table).sort()).toEqual(data.statements.map(({ code }) => code).sort());
});

function fileOf(ref: string, policy: "audit" | "block", runner = "ubuntu-latest"): string {
  const list = policy === "block" ? "          allowed-endpoints: a.example.com:443\n" : "";
  return `on: push\njobs:\n  build:\n    runs-on: ${runner}\n    steps:\n      - uses: step-security/harden-runner@${ref}\n        with:\n          egress-policy: ${policy}\n${list}`;
}

/** What `check` finds, `severity rule`. */
function checked(text: string): string {
  return checkText(text)
    .findings.map(({ severity, rule }) => `${severity} ${rule}`)
    .join(", ");
}

/** How the bot takes a job with runs enough: its state, the release it moves to, and the codes of the reasons. */
function assessed(text: string): string {
  const runs = Array.from({ length: 20 }, () => ({ calls: ["a.example.com"] }));
  const learned = new Map([["build", { baseline: learn(runs), source: "default-branch" as const }]]);
  const file = assessFile(parseWorkflowFile(text), "ci.yml", learned, defaultRules);
  const [job] = file.ok ? file.jobs : [];
  if (job === undefined) throw new Error("there is no job");
  const moves = job.pin === null ? [] : [`to ${job.pin.to.tag}`];
  return [job.state, ...moves, ...job.reasons.map(({ code }) => code)].join(" ");
}

interface Told {
  /** What `check` finds in a step that blocks, that records, and that blocks on Windows. */
  readonly block: string;
  readonly audit: string;
  readonly windows: string;
  /** How the bot takes a job that records, and one that blocks. */
  readonly ready: string;
  readonly blocking: string;
}

const missing: Told = {
  block: "error old-version",
  audit: "warning old-version",
  windows: "error unguardable-job, error old-version",
  ready: "outdated to v2.21.1 records-incomplete",
  blocking: "unproven old-version not-proved",
};
const killing: Told = { ...missing, audit: "", ready: "ready to v2.21.1" };
const killingOnWindows: Told = { ...killing, windows: "error old-version" };
const fine: Told = { block: "", audit: "", windows: "", ready: "ready", blocking: "unproven not-proved" };
const unknown: Told = {
  block: "warning unknown-version",
  audit: "warning unknown-version",
  windows: "warning unguardable-job, warning unknown-version",
  ready: "held version-unknown",
  blocking: "unproven not-proved",
};

test.each<[string, Told]>([
  ["v2.3.1", missing],
  ["v2.13.0", missing],
  ["v2.14.1", missing],
  ["v2.14.2", killing],
  ["v2.15.1", killing],
  ["v2.19.4", killing],
  ["v2.20.0", killingOnWindows],
  ["v2.20.1", killingOnWindows],
  ["v2.21.0", killingOnWindows],
  ["v2.21.1", fine],
  ["v2", fine],
  // It moves by itself, and no further than to its own end.
  ["v1", { ...missing, ready: "held version-moving" }],
  [unknownCommit, unknown],
])("what is said and done by %s: %j", (ref, expected) => {
  const [block, audit] = [fileOf(ref, "block"), fileOf(ref, "audit")];
  expect({
    block: checked(block),
    audit: checked(audit),
    windows: checked(fileOf(ref, "block", "windows-2022")),
    ready: assessed(audit),
    blocking: assessed(block),
  }).toEqual(expected);
});
