import { describe, expect, test } from "vitest";
import { assessFile } from "../../../src/domain/assessment/assess.ts";
import type { JobAssessment } from "../../../src/domain/assessment/job-assessment.ts";
import { defaultRules } from "../../../src/domain/assessment/rules.ts";
import {
  concludeTrials,
  type JobTrial,
  judgeTrial,
  type TrialRun,
} from "../../../src/domain/assessment/trial.ts";
import { describeTrial } from "../../../src/domain/text/describe-trial.ts";
import { renderTrialCheck } from "../../../src/domain/text/proposal/trial-check.ts";
import { linkRunPage } from "../../../src/domain/text/run-link.ts";
import { mayRunOnPullRequests } from "../../../src/domain/workflow/triggers.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";
import { readWorkflowFile } from "../../support/workflow-file.ts";

const path = ".github/workflows/ci.yml";
const text =
  "on: pull_request\njobs:\n  build:\n    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n";

/** A job that learned in audit mode, and whose list was tried. */
function tried(...runs: readonly Run[]): JobAssessment {
  const baseline = learn(Array.from({ length: 24 }, () => ({ calls: ["a.example.com"] })));
  const known = { baseline, source: "default-branch" as const, trial: learn(runs) };
  const assessed = assessFile(parseWorkflowFile(text), path, new Map([["build", known]]), defaultRules);
  const job = assessed.ok ? assessed.jobs[0] : undefined;
  if (job === undefined) throw new Error("no job");
  return job;
}

const ok: Run = { calls: ["a.example.com"], enforcement: { state: "enforced" }, runId: 7_001 };
const listed = (runId: number, more: Partial<TrialRun> = {}): TrialRun => ({
  runId,
  path,
  status: "completed",
  conclusion: "success",
  ...more,
});

describe("the trial of a job", () => {
  test.each<[string, readonly Run[], readonly TrialRun[], boolean, object]>([
    ["is none without a trigger", [], [], false, { kind: "not-tried", why: "no-trigger" }],
    ["has not begun", [], [], true, { kind: "not-tried", why: "not-begun" }],
    [
      "goes on",
      [],
      [listed(7_001, { status: "in_progress", conclusion: null })],
      true,
      { why: "running", runId: 7_001 },
    ],
    [
      "waits for approval",
      [],
      [listed(7_001, { conclusion: "action_required" })],
      true,
      { why: "waits-for-approval" },
    ],
    ["left the job out", [], [listed(7_001)], true, { why: "left-out", runId: 7_001 }],
    [
      "of another file's run says nothing",
      [],
      [listed(7_001, { path: "x.yml" })],
      true,
      { why: "not-begun" },
    ],
    ["of an earlier commit does not count", [{ ...ok, runId: 6_000 }], [], true, { why: "not-begun" }],
    [
      "passed",
      [ok],
      [listed(7_001)],
      true,
      { kind: "tried", run: "7001/1", unenforced: [], called: 1, refused: [] },
    ],
    [
      "refused something",
      [{ ...ok, refused: ["b.example.com"], failed: true }],
      [listed(7_001)],
      true,
      {
        called: 1,
        refused: [
          { endpoint: "b.example.com:443", steps: ["Run tests"], isFailure: true, verdict: "repair" },
        ],
      },
    ],
    [
      "knows what the runner image looks up",
      [{ ...ok, refused: ["docker.io"] }],
      [listed(7_001)],
      true,
      { refused: [] },
    ],
    [
      "was not enforced",
      [{ ...ok, enforcement: { state: "not-enforced", cause: "audited", detail: null } }],
      [listed(7_001)],
      true,
      { unenforced: [{ code: "audited" }] },
    ],
    [
      "cannot be told",
      [{ ...ok, enforcement: { state: "unknown" } }],
      [listed(7_001)],
      true,
      { unenforced: null },
    ],
    [
      "is its newest run's",
      [ok, { ...ok, runId: 7_002 }],
      [listed(7_001), listed(7_002)],
      true,
      { run: "7002/1" },
    ],
  ])("%s", (_, runs, at, mayRun, expected) => {
    expect(judgeTrial(tried(...runs), path, { runs: at, mayRun })).toMatchObject(expected);
  });

  const passed = {
    kind: "tried",
    run: "1/1",
    at: "",
    unenforced: [],
    silence: null,
    hasFailed: false,
    before: { runs: 20, failed: 0 },
    called: 1,
    refused: [],
  } as const satisfies JobTrial;
  const died = {
    ...passed,
    unenforced: null,
    silence: { state: "died", reason: "log-not-found" },
    hasFailed: true,
  } as const;
  const refusal = { endpoint: "b.example.com:443", steps: [], isFailure: false, verdict: "asked" as const };
  const silent = (why: Extract<JobTrial, { kind: "not-tried" }>["why"]): JobTrial => ({
    kind: "not-tried",
    why,
    runId: null,
  });
  test.each<[readonly JobTrial[], ReturnType<typeof concludeTrials>]>([
    [[passed, passed], "success"],
    [[passed, silent("no-trigger")], "neutral"],
    [[silent("left-out")], "neutral"],
    [[passed, silent("running")], null],
    [[passed, silent("not-begun")], null],
    [[{ ...passed, unenforced: null }], "neutral"],
    [[{ ...passed, refused: [refusal] }], "neutral"],
    [[{ ...passed, refused: [{ ...refusal, isFailure: true }] }], "failure"],
    [[{ ...passed, refused: [{ ...refusal, verdict: "suspicious" }] }], "failure"],
    [[{ ...passed, hasFailed: true }], "failure"],
    [[{ ...passed, hasFailed: true, before: { runs: 0, failed: 0 } }], "failure"],
    [[{ ...passed, hasFailed: true, before: { runs: 20, failed: 12 } }], "neutral"],
    [[died], "failure"],
    [[{ ...passed, silence: { state: "unknown", reason: "unreadable-lines" } }], "neutral"],
    [[passed, { ...passed, unenforced: [{ code: "audited", message: "x" }] }], "failure"],
  ])("%# concludes %s", (trials, conclusion) => {
    expect(concludeTrials(trials)).toBe(conclusion);
  });

  test("is told with names that say nothing else", () => {
    const job = { ...tried({ ...ok, refused: ["b.example.com"], failed: true }), jobId: "a|@all`<b>" };
    const trial = judgeTrial(job, path, { runs: [listed(7_001)], mayRun: true });
    const { title, summary } = renderTrialCheck(
      [describeTrial(job, trial, "https://github.com/o/r")],
      "failure",
      "https://egress.example.com/o/r",
      linkRunPage("https://egress.example.com", { owner: "o", name: "r" }, ["", "7001/2", "6999/1"]),
    );
    expect(title).toBe("1 endpoint refused");
    expect(summary).toBe(
      [
        "**<code>a&#124;&#64;&#8203;all&#96;&lt;b&gt;</code>** ❌ This pull request's own run was enforced: 1 endpoint called, 1 refused ([run 7001](https://github.com/o/r/actions/runs/7001/attempts/1)). The job failed; before the switch 24 of 24 runs succeeded.",
        "",
        "**Refused in the rehearsal:**",
        "",
        "| Endpoint | Step | What happens now |",
        "|---|---|---|",
        "| `b.example.com:443` | Run tests | added to the list |",
        "",
        "[See what each run called](https://egress.example.com/o/r) · [what run 7001 called](https://egress.example.com/o/r/runs/7001)",
      ].join("\n"),
    );
  });
});

test.each([
  ["on: pull_request\njobs: {}\n", true],
  ["on: [push, pull_request]\njobs: {}\n", true],
  ["on:\n  workflow_call:\njobs: {}\n", true],
  ["on: push\njobs: {}\n", false],
  ["on: pull_request_target\njobs: {}\n", false],
])("%j may run on pull requests: %s", (file, expected) => {
  expect(mayRunOnPullRequests(readWorkflowFile(file))).toBe(expected);
});
