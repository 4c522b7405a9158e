import { describe, expect, test } from "vitest";
import { findAlarms } from "../../../src/domain/alarm/find-alarms.ts";
import { assessFile } from "../../../src/domain/assessment/assess.ts";
import type { Learned } from "../../../src/domain/assessment/job-assessment.ts";
import { defaultRules, type Rules } from "../../../src/domain/assessment/rules.ts";
import type { Decision, JobDecision } from "../../../src/domain/baseline/decision.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const path = ".github/workflows/ci.yml";
const fileOf = (policy: "audit" | "block"): string =>
  `on: push\njobs:\n  build:\n    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: ${policy}\n          allowed-endpoints: a.example.com:443\n`;

const times = (count: number, run: Run): readonly Run[] => Array.from({ length: count }, () => run);
const audited: Run = { calls: ["a.example.com"] };
const ok: Run = { calls: ["a.example.com"], enforcement: { state: "enforced" } };
const refusing = (host: string, more: Partial<Run> = {}): Run => ({ ...ok, refused: [host], ...more });
const suspects = new Map([["evil.example.net:443", ["package-lock.json"]]]);
const suspicious = refusing("evil.example.net", { suspects });
const silent = (reason: "ambiguous-record" | "no-post-step", state: "unknown" | "died" = "unknown"): Run => ({
  enforcement: { state: "unknown" },
  silence: { state, reason },
  complete: false,
});
const open = (cause: "audited" | "agent-timed-out"): Run => ({
  enforcement: { state: "not-enforced", cause, detail: null },
});

/** The kinds of what is told, with what it is about. */
function tell(
  runs: readonly Run[],
  more: Partial<Learned> = {},
  rules: Partial<Rules> = {},
  policy: "audit" | "block" = "block",
) {
  const learned: Learned = { baseline: learn(runs), source: "default-branch", ...more };
  const known = new Map([["build", learned]]);
  const assessed = assessFile(parseWorkflowFile(fileOf(policy)), path, known, { ...defaultRules, ...rules });
  if (!assessed.ok) throw new Error(assessed.problem.message);
  return assessed.jobs
    .flatMap((job) => findAlarms(job, path))
    .map((one) =>
      one.kind === "refused" || one.kind === "harmless"
        ? `${one.kind} ${one.endpoint}`
        : `${one.kind}${"extent" in one ? ` ${one.extent}` : ""}`,
    );
}

const deciding = (...endpoints: readonly Decision[]): Partial<Rules> => ({
  decisions: { endpoints, jobs: new Map() },
});
const origin = { kind: "person", login: "mona", at: "2026-03-01T00:00:00Z", reason: "" } as const;
const leaving = (kind: "ignore" | "audit"): Partial<Rules> => ({
  decisions: {
    endpoints: [],
    jobs: new Map<string, JobDecision>([["build", { kind, login: "mona", at: "2026-03-01T00:00:00Z" }]]),
  },
});

describe("of a job that blocks", () => {
  test.each<[string, readonly Run[], readonly string[]]>([
    ["that goes well nothing is told", [...times(9, audited), ok], []],
    [
      "a suspicious refusal is told the first time",
      [...times(9, audited), suspicious],
      ["refused evil.example.net:443"],
    ],
    [
      "one that fails the job is told once, and not as a failure too",
      [...times(20, audited), ...times(3, { ...suspicious, failed: true })],
      ["refused evil.example.net:443"],
    ],
    [
      "what the global block list has is told",
      [...times(9, audited), refusing("bad.example.com?")],
      ["refused bad.example.com:443"],
    ],
    [
      "what is refused without harm is told as harmless",
      [...times(9, audited), refusing("probe.example.net")],
      ["harmless probe.example.net:443"],
    ],
    ["what is proposed is not told", [...times(9, audited), refusing("b.example.net", { failed: true })], []],
    [
      "a record that looks forged is told the first time",
      [ok, silent("ambiguous-record")],
      ["forged unknown"],
    ],
    [
      "one in a job that failed is told as forged",
      [...times(9, audited), silent("ambiguous-record", "died")],
      ["forged unknown"],
    ],
    ["a silent record is told after three runs", [ok, ...times(2, silent("no-post-step"))], []],
    [
      "a silent record is told after the third",
      [ok, ...times(3, silent("no-post-step"))],
      ["not-enforced unknown"],
    ],
    ["a run that was not enforced is told the first time", [ok, open("audited")], ["not-enforced nothing"]],
    ["an agent that was late once is not", [ok, open("agent-timed-out")], []],
    ["an agent that was late twice is", [ok, ...times(2, open("agent-timed-out"))], ["not-enforced nothing"]],
    [
      "one leg of two that was not enforced is told as a part",
      [
        { ...ok, leg: "build (a)" },
        { ...open("audited"), leg: "build (b)" },
      ],
      ["not-enforced part"],
    ],
    ["a failure as never before is told", [...times(20, audited), { ...ok, failed: true }], ["failing"]],
  ])("%s", (_, runs, expected) => {
    expect(tell(runs)).toEqual(expected);
  });

  const runs = [...times(9, audited), { ...suspicious, failed: true }];
  test.each<[string, Partial<Rules>, readonly string[]]>([
    ["that somebody denied", deciding({ kind: "deny", endpoint: "evil.example.net:443", origin }), []],
    ["that somebody allowed", deciding({ kind: "allow", endpoint: "evil.example.net:443", origin }), []],
    ["of a job that is to be left alone", leaving("ignore"), []],
    ["of a job that is to return to audit mode", leaving("audit"), []],
  ])("a refusal %s is not told", (_, rules, expected) => {
    expect(tell(runs, {}, rules)).toEqual(expected);
  });

  test("what is on the block list is over when somebody denied it", () => {
    const deny = deciding({ kind: "deny", endpoint: "bad.example.com:443", origin });
    expect(tell([...times(9, audited), refusing("bad.example.com?")], {}, deny)).toEqual([]);
  });

  test("what only forks, bots or the trial of its pull request were refused is no alarm", () => {
    const others = learn([{ ...suspicious, runId: 5_000 }]);
    expect(tell([...times(9, audited), ok], { unproven: [others] })).toEqual([]);
    expect(tell([...times(9, audited), ok], { trial: others })).toEqual([]);
  });

  test("in audit mode nothing is told, whatever it was refused before", () => {
    expect(tell(runs, {}, {}, "audit")).toEqual([]);
  });
});
