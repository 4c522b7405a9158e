import { describe, expect, test } from "vitest";
import { assessFile } from "../../../src/domain/assessment/assess.ts";
import { type Learned, listOf } from "../../../src/domain/assessment/job-assessment.ts";
import { defaultRules, type Rules } from "../../../src/domain/assessment/rules.ts";
import { baselineWithoutRecord } from "../../../src/domain/baseline/baseline.ts";
import type { JobDecision } from "../../../src/domain/baseline/decision.ts";
import { defaultSettings } from "../../../src/domain/settings/settings.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const path = ".github/workflows/ci.yml";

function guardWith(...inputs: readonly string[]): string {
  const lines = inputs.map((input) => `          ${input}\n`).join("");
  return `    steps:\n      - uses: step-security/harden-runner@v2\n${inputs.length > 0 ? `        with:\n${lines}` : ""}`;
}

function learned(runs: readonly Run[], source: Learned["source"] = "default-branch"): Learned {
  return { baseline: learn(runs), source };
}

const quiet = learned(Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] })));

/** The state and reason codes of the one job of a file. */
function stateOf(steps: string, known: Learned | null): readonly string[] {
  const assessed = assessFile(
    parseWorkflowFile(`jobs:\n  build:\n${steps}`),
    path,
    new Map(known === null ? [] : [["build", known]]),
    defaultRules,
  );
  if (!assessed.ok) throw new Error(assessed.problem.message);
  return assessed.jobs.flatMap(({ state, reasons }) => [state, ...reasons.map(({ code }) => code)]);
}

describe("a job", () => {
  test.each([
    ["without steps", "    runs-on: x\n", quiet, ["not-guarded"]],
    ["that calls a workflow", "    uses: ./.github/workflows/a.yml\n", quiet, ["not-guarded"]],
    ["without a policy, which is block", guardWith(), quiet, ["unproven", "not-proved"]],
    ["with other inputs only", guardWith("disable-sudo: true"), null, ["unproven", "not-proved"]],
    ["that blocks", guardWith("egress-policy: block"), null, ["unproven", "not-proved"]],
    ["that blocks, with spaces", guardWith("egress-policy: ' block '"), null, ["unproven", "not-proved"]],
    ["of which nothing is known", guardWith("egress-policy: audit"), null, ["learning", "nothing-learned"]],
    [
      "with an empty baseline",
      guardWith("egress-policy: audit"),
      learned([]),
      ["learning", "nothing-learned"],
    ],
    [
      "with few runs",
      guardWith("egress-policy: audit"),
      learned([{ calls: ["a.example.com"] }]),
      ["learning", "too-few-runs", "too-few-quiet-runs", "list-too-young", "too-few-days"],
    ],
    ["that is ready", guardWith("egress-policy: audit"), quiet, ["ready"]],
    [
      "that something new was called in",
      guardWith("egress-policy: audit"),
      learned([...Array.from({ length: 12 }, () => ({})), { calls: ["a.example.com"] }]),
      ["settling", "too-few-quiet-runs", "list-too-young"],
    ],
    [
      "that calls an address",
      guardWith("egress-policy: audit"),
      learned(Array.from({ length: 12 }, () => ({ addresses: ["203.0.113.7:443"] }))),
      ["held", "address-without-name"],
    ],
    [
      "ready, with a comment that asks to leave it in audit",
      guardWith("egress-policy: audit # leave it in audit, the upload needs random hosts"),
      quiet,
      ["held", "comment-says-audit"],
    ],
    [
      "ready, with such a comment above its policy",
      guardWith("disable-sudo: true", "# Never block here", "egress-policy: audit"),
      quiet,
      ["held", "comment-says-audit"],
    ],
    [
      "ready, with such a comment above all inputs",
      guardWith("# we keep this job in audit mode", "egress-policy: audit"),
      quiet,
      ["held", "comment-says-audit"],
    ],
    [
      "ready, with such a comment elsewhere",
      guardWith("egress-policy: audit", "disable-sudo: true # never block"),
      quiet,
      ["ready"],
    ],
    [
      "ready, with the reminder to block later",
      guardWith("egress-policy: audit # TODO: change to 'egress-policy: block' after couple of runs"),
      quiet,
      ["ready"],
    ],
    [
      "ready, with a comment that tells of audit",
      guardWith("egress-policy: audit # log every outbound connection, block nothing yet"),
      quiet,
      ["ready"],
    ],
    [
      "ready, with a comment that tells of audit for now",
      guardWith("egress-policy: audit # Start with audit, then transition to block"),
      quiet,
      ["ready"],
    ],
    [
      "that calls a name which GitHub masks",
      guardWith("egress-policy: audit"),
      learned(Array.from({ length: 12 }, () => ({ masked: ["api.***.org"] }))),
      ["held", "masked-name"],
    ],
    [
      "ready, but its policy is an expression",
      guardWith("egress-policy: ${{ inputs.p }}"),
      quiet,
      ["refused", "expression"],
    ],
    [
      "not ready, its policy an expression",
      guardWith("egress-policy: ${{ inputs.p }}"),
      null,
      ["learning", "nothing-learned"],
    ],
    ["ready, with an unknown policy", guardWith("egress-policy: warn"), quiet, ["refused", "unknown-policy"]],
    [
      "ready, with a Policy Store",
      guardWith("egress-policy: audit", "policy: p"),
      quiet,
      ["refused", "policy-store"],
    ],
  ] as const)("%s", (_, steps, known, expected) => {
    expect(stateOf(steps, known)).toEqual(expected);
  });

  test("carries what the verdict rests on", () => {
    const text = `jobs:\n  build:\n${guardWith("egress-policy: audit")}`;
    const assessed = assessFile(
      parseWorkflowFile(text),
      path,
      new Map([["build", { ...quiet, source: "pull-request" }]]),
      defaultRules,
    );
    expect(assessed).toMatchObject({
      ok: true,
      jobs: [
        {
          jobId: "build",
          learned: { source: "pull-request" },
          recommendation: { entries: [{ text: "a.example.com:443" }] },
          readiness: { verdict: "ready", runs: 12 },
        },
      ],
    });
  });
});

test("the jobs come in the file's order, and one that is refused does not stand in another's way", () => {
  const text = `jobs:\n  b:\n${guardWith("egress-policy: audit")}  a:\n${guardWith("egress-policy: ${{ x }}")}  c:\n${guardWith()}`;
  const known = new Map(["a", "b", "c"].map((id) => [id, quiet]));
  const assessed = assessFile(parseWorkflowFile(text), path, known, defaultRules);
  if (!assessed.ok) throw new Error(assessed.problem.message);
  expect(assessed.jobs.map(({ jobId, state }) => `${jobId} ${state}`)).toEqual([
    "b ready",
    "a refused",
    "c unproven",
  ]);
});

test("every ready job of a generated file is refused", () => {
  const text = `# DO NOT EDIT\njobs:\n  build:\n${guardWith("egress-policy: audit")}`;
  expect(assessFile(parseWorkflowFile(text), path, new Map([["build", quiet]]), defaultRules)).toMatchObject({
    jobs: [{ state: "refused", reasons: [{ code: "generated-file" }] }],
  });
});

test("a file that cannot be read is told with its place", () => {
  expect(assessFile(parseWorkflowFile("jobs: [\n"), path, new Map(), defaultRules)).toMatchObject({
    ok: false,
    problem: { code: "syntax-error", line: 2 },
  });
});

/** The assessment of the one job of a file, by rules that differ from the default. */
function judged(runs: readonly Run[], rules: Partial<Rules> = {}, steps = audit) {
  const text = `jobs:\n  build:\n${steps}`;
  const assessed = assessFile(parseWorkflowFile(text), path, new Map([["build", learned(runs)]]), {
    ...defaultRules,
    ...rules,
  });
  const [job] = assessed.ok ? assessed.jobs : [];
  if (job === undefined) throw new Error("the file has no job");
  return job;
}

const audit = guardWith("egress-policy: audit");
const calling = (...calls: readonly string[]): readonly Run[] =>
  Array.from({ length: 12 }, () => ({ calls }));
const said = { login: "mona", at: "2026-02-03T04:05:06Z" };

function decided(decision: JobDecision): Partial<Rules> {
  return { decisions: { endpoints: [], jobs: new Map([["build", decision]]) } };
}

describe("what somebody has said about a job", () => {
  test("an ignored job says by whom and how to take it back", () => {
    const job = judged(calling("a.example.com"), decided({ kind: "ignore", ...said }));
    expect(job).toMatchObject({
      state: "ignored",
      reasons: [{ code: "ignored", message: "mona said on 2026-02-03 to leave it alone" }],
    });
    expect(job.reasons[0]?.lift).toContain("/egress propose");
  });

  test("the settings can ignore it, until somebody wants it proposed", () => {
    const settings = { ...defaultSettings, ignore: ["ci.yml:build"] };
    expect(judged(calling("a.example.com"), { settings }).state).toBe("ignored");
    const rules = { settings, ...decided({ kind: "propose", ...said, gates: [] }) };
    expect(judged(calling("a.example.com"), rules).state).toBe("ready");
  });

  test("only the gates that were named are overridden", () => {
    const few = calling("a.example.com").slice(0, 3);
    const codes = judged(few).reasons.map(({ code }) => code);
    expect(codes).toEqual(["too-few-runs", "too-few-quiet-runs", "list-too-young", "too-few-days"]);
    const some = judged(few, decided({ kind: "propose", ...said, gates: codes.slice(1) }));
    expect(some.state).toBe("learning");
    expect(some.reasons.map(({ code }) => code)).toEqual(["too-few-runs"]);
    const all = judged(few, decided({ kind: "propose", ...said, gates: codes }));
    expect(all).toMatchObject({ state: "ready", reasons: [] });
    expect(all.overridden.map(({ code }) => code)).toEqual(codes);
  });

  test("who overrides the question about a pattern has answered it", () => {
    const rotating = Array.from({ length: 16 }, (_, run) => ({
      calls: [`node-${"abcdefghijklmnop"[run]}${run % 7}x.cdn.example.com`],
    }));
    const held = judged(rotating);
    expect(held.reasons.map(({ code }) => code)).toContain("wildcard-not-confirmed");
    const gates = held.reasons.map(({ code }) => code);
    const job = judged(rotating, decided({ kind: "propose", ...said, gates }));
    expect(job.state).toBe("ready");
    expect(job.recommendation?.entries.map(({ text }) => text)).toEqual(["node-*x.cdn.example.com:443"]);
  });
});

describe("steps and hosts", () => {
  test("a step that never ran holds the job and is named", () => {
    const steps = `${audit}      - name: Publish the package\n        if: github.ref == 'refs/heads/main'\n        run: npm publish\n`;
    const job = judged(calling("a.example.com"), {}, steps);
    expect(job.state).toBe("held");
    expect(job.reasons).toHaveLength(1);
    expect(job.reasons[0]).toMatchObject({ code: "step-never-executed" });
    expect(job.reasons[0]?.message).toContain("Publish the package");
  });

  test("a host that does not resolve is left out, and named", () => {
    const resolutions = new Map([["dead.example.com", "missing"] as const]);
    const job = judged(calling("a.example.com", "dead.example.com"), { resolutions });
    expect(job.state).toBe("ready");
    expect(listOf(job)).toEqual(["a.example.com:443"]);
    expect(job.recommendation?.leftOut).toMatchObject([
      { endpoint: "dead.example.com:443", reason: "does-not-resolve" },
    ]);
  });

  test.each([
    ["missing", "listed-host-missing"],
    ["unanswered", "host-unanswered"],
  ] as const)("a host of the file's own list that is %s holds the job", (resolution, code) => {
    const steps = guardWith("egress-policy: audit", "allowed-endpoints: old.example.com:443");
    const resolutions = new Map([["old.example.com", resolution] as const]);
    const job = judged(calling("a.example.com"), { resolutions }, steps);
    expect(job).toMatchObject({ state: "held", reasons: [{ code }] });
  });
});

test.each([
  ["container-job", "unguardable"],
  ["third-party-runner", "unguardable"],
  ["windows-runner", "held"],
  ["macos-runner", "held"],
  ["unknown-agent", "held"],
] as const)("a job of which runs say %s is never proposed, and says why", (reason, state) => {
  const baseline = baselineWithoutRecord(
    { runId: 1, attempt: 1, at: "2026-01-01T00:00:00Z", event: "push" },
    "build",
    { unguarded: reason, enforcement: { state: "unknown" } },
  );
  const assessed = assessFile(
    parseWorkflowFile(`jobs:\n  build:\n${audit}`),
    path,
    new Map([["build", { baseline, source: "default-branch" }]]),
    defaultRules,
  );
  expect(assessed).toMatchObject({
    jobs: [{ state, reasons: [{ code: reason }] }],
  });
});

test("a comment that asks to leave a job in audit yields to somebody's word", () => {
  const jobs = new Map([
    ["build", { kind: "propose", login: "mona", at: "2026-03-01T00:00:00Z", gates: [] }],
  ] as const);
  const steps = guardWith("egress-policy: audit # leave it in audit");
  const job = judged(calling("a.example.com"), { decisions: { endpoints: [], jobs } }, steps);
  expect(job).toMatchObject({ state: "ready" });
});

test("a job with one leg whose record cannot be read is not proposed for the others, whoever asks for it", () => {
  const windows = { leg: "build (windows)", unguarded: "windows-runner" } as const;
  const runs = calling("a.example.com").flatMap((run, index) => [
    { ...run, leg: "build (linux)", runId: 1_000 + index, day: index },
    { ...windows, runId: 1_000 + index, day: index },
  ]);
  const jobs = new Map([
    ["build", { kind: "propose", login: "mona", at: "2026-03-01T00:00:00Z", gates: [] }],
  ] as const);
  const decisions = { endpoints: [], jobs };
  expect(judged(runs, { decisions })).toMatchObject({ state: "held", reasons: [{ code: "windows-runner" }] });
});
