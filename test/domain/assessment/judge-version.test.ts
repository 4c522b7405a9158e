import { describe, expect, test } from "vitest";
import { assessFile } from "../../../src/domain/assessment/assess.ts";
import { type JobAssessment, wantedOf } from "../../../src/domain/assessment/job-assessment.ts";
import type { JobRecord } from "../../../src/domain/assessment/job-record.ts";
import { defaultRules, type Rules } from "../../../src/domain/assessment/rules.ts";
import { type Baseline, baselineWithoutRecord } from "../../../src/domain/baseline/baseline.ts";
import { createStoreEnforcer } from "../../../src/domain/guard/policy-store/store-enforcer.ts";
import { releases } from "../../../src/domain/harden-runner/version-table.ts";
import { defaultSettings } from "../../../src/domain/settings/settings.ts";
import { sayReason } from "../../../src/domain/text/say-reason.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const path = ".github/workflows/ci.yml";
const nobodyKnows = "0123456789abcdef0123456789abcdef01234567";
const commitOf = (tag: string): string => releases.find((one) => one.tag === tag)?.commit ?? "";
const hold: Rules = { ...defaultRules, settings: { ...defaultSettings, hardenRunner: "hold" } };

function assess(
  uses: string,
  {
    runs = quiet(),
    rules = defaultRules,
    policy = "egress-policy: audit",
    isWhole = false,
  }: {
    readonly runs?: readonly Run[] | { readonly baseline: Baseline };
    readonly rules?: Rules;
    readonly policy?: string;
    /** `uses` is the whole value, as the file writes it. */
    readonly isWhole?: boolean;
  } = {},
): JobAssessment {
  const value = isWhole ? uses : `step-security/harden-runner@${uses}`;
  const text = `jobs:\n  build:\n    steps:\n      - uses: ${value}\n        with:\n          ${policy}\n`;
  const learned = new Map([
    [
      "build",
      {
        baseline: "baseline" in runs ? runs.baseline : learn(runs),
        source: "default-branch" as const,
      },
    ],
  ]);
  const assessed = assessFile(parseWorkflowFile(text), path, learned, rules);
  const job = assessed.ok ? assessed.jobs[0] : undefined;
  if (job === undefined) throw new Error("there is no job");
  return job;
}

/** Enough runs for a job to be ready; `fetched` is what the log names. */
function quiet(fetched: string | null = null, count = 20): readonly Run[] {
  const actions = fetched === null ? [] : [`step-security/harden-runner@${fetched}`];
  return Array.from({ length: count }, () => ({ calls: ["a.example.com"], actions }));
}

function shown({ state, pin, reasons }: JobAssessment): string {
  const moves = pin === null ? "" : `, ${pin.from} to ${pin.to.tag}`;
  const [first] = reasons;
  return `${state}${moves}${first === undefined ? "" : `: ${first.code}`}`;
}

describe("whether a job may block, by version", () => {
  test.each<[string, string, string]>([
    ["v2.21.1", "ready", "ready"],
    [commitOf("v2.21.1"), "ready", "ready"],
    ["v2", "ready", "ready"],
    ["main", "ready", "ready"],
    ["v2.21.0", "ready, v2.21.0 to v2.21.1", "held: version-held"],
    [commitOf("v2.21.0"), "ready, v2.21.0 to v2.21.1", "held: version-held"],
    [`${nobodyKnows} # v2.20.0`, "ready, v2.20.0 to v2.21.1", "held: version-held"],
    [`${nobodyKnows} # v2.99.0`, "ready", "ready"],
    ["v2.14.2", "ready, v2.14.2 to v2.21.1", "held: version-held"],
    ["v2.14.1", "outdated, v2.14.1 to v2.21.1: records-incomplete", "held: version-held"],
    ["v1.5.0", "outdated, v1.5.0 to v2.21.1: records-incomplete", "held: version-held"],
    ["v1", "held: version-moving", "held: version-moving"],
    ["v2.13", "held: version-moving", "held: version-moving"],
    [nobodyKnows, "held: version-unknown", "held: version-unknown"],
    [`${nobodyKnows} # v2`, "held: version-unknown", "held: version-unknown"],
    ["rc", "held: version-unknown", "held: version-unknown"],
  ])("@%s: %s; with hold %s", (uses, bumped, held) => {
    expect(shown(assess(uses))).toBe(bumped);
    expect(shown(assess(uses, { rules: hold }))).toBe(held);
  });

  test.each<[string, string, string]>([
    [nobodyKnows, `${nobodyKnows} ${commitOf("v2.21.1")}`, "ready"],
    [nobodyKnows, `${nobodyKnows} ${commitOf("v2.20.0")}`, "ready, v2.20.0 to v2.21.1"],
    ["rc", `rc ${commitOf("v2.21.1")}`, "ready"],
    ["rc", `rc ${commitOf("v2.20.0")}`, "held: version-moving"],
    ["rc", `v2 ${commitOf("v2.21.1")}`, "held: version-unknown"],
    ["v2", `v2 ${commitOf("v2.20.0")}`, "ready"],
  ])("@%s, of which a log names %s: %s", (uses, fetched, expected) => {
    expect(shown(assess(uses, { runs: quiet(fetched) }))).toBe(expected);
  });

  test("where its record bears no marks it moves first, and then begins to learn", () => {
    const at = "2026-01-01T00:00:00Z";
    const baseline = baselineWithoutRecord({ runId: 1, attempt: 1, at, event: "push" }, "build", {
      unguarded: "unmarked-record",
      enforcement: { state: "audit" },
    });
    const runs = { baseline };
    expect(shown(assess("v2.8.0", { runs }))).toBe("outdated, v2.8.0 to v2.21.1: records-incomplete");
    expect(shown(assess("v2.8.0", { runs, rules: hold }))).toBe("held: version-held");
    expect(shown(assess("v1", { runs }))).toBe("held: version-moving");
    expect(shown(assess("v2.21.1", { runs }))).toBe("learning: too-few-runs");
    const policy = "egress-policy: block\n          allowed-endpoints: a.example.com:443";
    const blocking = assess("v2.8.0", { runs, policy });
    expect(shown(blocking)).toBe("unproven: old-version");
    expect(blocking.reasons.map(sayReason).join("\n")).toContain("a Harden-Runner below v2.9.1");
  });

  test("a tag that moves no more where the job runs, as on an Enterprise Server, holds it", () => {
    const late = (day: number): readonly Run[] => [
      ...quiet(),
      { ...quiet(`v2 ${commitOf("v2.19.4")}`, 1)[0], day },
    ];
    // v2.21.1 is of 30 August, day 241.
    expect(shown(assess("v2", { runs: late(250) }))).toBe("ready");
    const held = assess("v2", { runs: late(260) });
    expect(shown(held)).toBe("held: version-moving");
    expect(held.reasons.map(sayReason)[0]).toContain("the tag v2 is a moving tag, now at v2.19.4");
  });

  test("there may be no release to move to", () => {
    const rules = { ...defaultRules, hardenRunner: { ...defaultRules.hardenRunner, target: null } };
    expect(shown(assess("v2.20.0", { rules }))).toBe("held: version-without-target");
    expect(shown(assess("v2.21.1", { rules }))).toBe("ready");
  });

  test("what is unknown may be newer on GitHub, which its reason tells and decides nothing", () => {
    const newer = [{ tag: "v2.22.0", commit: nobodyKnows }];
    const hardenRunner = { ...defaultRules.hardenRunner, upstream: { newer, moved: [] } };
    const job = assess(nobodyKnows, { rules: { ...defaultRules, hardenRunner } });
    expect(shown(job)).toBe("held: version-unknown");
    expect(job.reasons.map(sayReason)[0]).toContain("as v2.22.0, which is newer than the releases I know");
  });

  test("a job of which nothing was learned is learning, whatever its version", () => {
    expect(shown(assess(nobodyKnows, { runs: [] }))).toBe("learning: nothing-learned");
    expect(shown(assess("v2.13.0", { runs: [] }))).toBe("learning: nothing-learned");
  });

  test("a policy that is kept outside the file blocks only after the step in it has moved", () => {
    const stored = { name: "mine", scope: "job" as const, policy: null, written: null, isOurs: true };
    const enforcer = createStoreEnforcer({ guards: new Map([["build", stored]]), names: new Map() });
    const rules = { ...defaultRules, enforcer };
    const policy = "policy: mine";
    expect(shown(assess("v2.20.0", { rules, policy }))).toBe("outdated, v2.20.0 to v2.21.1: old-version");
    expect(shown(assess("v2.21.1", { rules, policy }))).toBe("ready");
  });
});

test("runs that an old version recorded do not count once the step has moved", () => {
  const old = quiet(`v2.13.0 ${commitOf("v2.13.0")}`);
  const few = quiet(`v2.21.1 ${commitOf("v2.21.1")}`, 3);
  const learning = assess("v2.21.1", { runs: [...old, ...few] });
  expect(learning.state).toBe("learning");
  expect(learning.readiness?.runs).toBe(3);
  expect(learning.reasons.map(({ code }) => code)).toContain("records-incomplete");
  const message = learning.reasons.find(({ code }) => code === "records-incomplete")?.message;
  expect(message).toMatch(
    /^20 runs do not count, because Harden-Runner v2\.13\.0 recorded them: below v2\.14\.2, /,
  );
  const again = assess("v2.21.1", { runs: [...old, ...quiet(`v2.21.1 ${commitOf("v2.21.1")}`)] });
  expect(again).toMatchObject({ state: "ready", reasons: [] });
});

describe("a job that blocks and needs what its list lacks", () => {
  const policy = "egress-policy: block\n          allowed-endpoints: a.example.com:443";
  const runs: readonly Run[] = [
    ...quiet(),
    {
      calls: ["a.example.com"],
      refused: ["new.example.com"],
      failed: true,
      enforcement: { state: "enforced" },
    },
  ];

  test.each<[string, string | null]>([
    ["v2.19.4", "v2.19.4 to v2.21.1"],
    [`${nobodyKnows} # v2.13.0`, "v2.13.0 to v2.21.1"],
    ["v2.21.1", null],
    ["v2", null],
    ["v1", null],
    [nobodyKnows, null],
  ])("by %s gets it, and moves: %s", (uses, expected) => {
    const job = assess(uses, { policy, runs });
    expect(job).toMatchObject({ state: "missing", repairs: ["new.example.com:443"] });
    expect(job.pin === null ? null : `${job.pin.from} to ${job.pin.to.tag}`).toBe(expected);
    const pin = job.pin?.to;
    expect(wantedOf(job)).toEqual({
      kind: "repair",
      entries: job.repairs,
      ...(pin !== undefined && { pin }),
    });
  });

  test("gets it also where its version stays: by the settings, for want of a release, or as nothing can edit the pin", () => {
    const noTarget = { ...defaultRules, hardenRunner: { ...defaultRules.hardenRunner, target: null } };
    for (const job of [
      assess("v2.19.4", { policy, runs, rules: hold }),
      assess("v2.19.4", { policy, runs, rules: noTarget }),
      assess('"step-security/harden-runner@v2.19.\\u0034"', { policy, runs, isWhole: true }),
    ])
      expect(job).toMatchObject({ state: "missing", repairs: ["new.example.com:443"], pin: null });
  });
});

test("a job whose list loses what is not used moves in the same edit", () => {
  const days = Array.from({ length: 60 }, (_, at) => ({ day: 1 + at * 2, calls: ["a.example.com"] }));
  const record: JobRecord = {
    steps: [],
    keys: null,
    changedAt: null,
    added: [],
    blockedAt: "2025-12-31T00:00:00Z",
    returnedAt: null,
    entries: {
      "old.example.com:443": {
        listedOn: "2025-12-31",
        seenOn: null,
        steps: [],
        past: { runs: 0, calls: 0 },
        runs: 0,
        countedOn: "2025-12-31",
      },
    },
    proposed: ["old.example.com:443"],
    isProposedFromPullRequests: false,
    goneAt: null,
    arrivals: {},
    history: { listed: null, changes: [] },
    guardPlace: null,
  };
  const rules = { ...defaultRules, records: new Map([["build", record]]) };
  const policy = 'egress-policy: block\n          allowed-endpoints: "a.example.com:443 old.example.com:443"';
  const runs = days.map((one) => ({ ...one, enforcement: { state: "enforced" as const } }));
  const job = assess("v2.19.4", { policy, runs, rules });
  expect(job.unused.map(({ key }) => key)).toEqual(["old.example.com:443"]);
  expect(wantedOf(job)).toMatchObject({ kind: "trim", pin: { tag: "v2.21.1" } });
});

test.each([
  ["v2.21.1", null],
  ["v2", null],
  [nobodyKnows, null],
  ["v2.19.4", "Harden-Runner v2.19.4 must not block: below v2.21.1"],
])("a job that blocks by %s is told of", (uses, expected) => {
  const policy = "egress-policy: block\n          allowed-endpoints: a.example.com:443";
  const job = assess(uses, { policy });
  // No run of it proves yet that it is held to its list.
  expect(job.state).toBe("unproven");
  const reasons = job.reasons.filter(({ code }) => code === "old-version").map(({ message }) => message);
  expect(reasons).toEqual(expected === null ? [] : [expect.stringContaining(expected)]);
});
