import { describe, expect, test } from "vitest";
import { assessFile } from "../../../src/domain/assessment/assess.ts";
import { type JobAssessment, type Learned, listOf } from "../../../src/domain/assessment/job-assessment.ts";
import { defaultRules, type Rules } from "../../../src/domain/assessment/rules.ts";
import type { Decision, JobDecision } from "../../../src/domain/baseline/decision.ts";
import { stepEnforcer } from "../../../src/domain/guard/workflow-step/step-enforcer.ts";
import { selectProposal } from "../../../src/domain/proposal/select.ts";
import type { Enforcement } from "../../../src/domain/record/enforcement.ts";
import { defaultSettings } from "../../../src/domain/settings/settings.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";
import { readWorkflowFile } from "../../support/workflow-file.ts";

const path = ".github/workflows/ci.yml";

function job(id: string, policy: "audit" | "block", ...entries: readonly string[]): string {
  const list =
    entries.length === 0
      ? ""
      : `          allowed-endpoints: >\n${entries.map((entry) => `            ${entry}\n`).join("")}`;
  return `  ${id}:\n    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: ${policy}\n${list}`;
}

const enforced: Enforcement = { state: "enforced" };
const ok: Run = { calls: ["a.example.com"], enforcement: enforced };
const failing = (...refused: readonly string[]): Run => ({ ...ok, refused, failed: true });
const learned = (runs: readonly Run[], more: Partial<Learned> = {}): Learned => ({
  baseline: learn(runs),
  source: "default-branch",
  ...more,
});

function assess(
  text: string,
  known: Readonly<Record<string, Learned>>,
  rules: Rules = defaultRules,
): readonly JobAssessment[] {
  const assessed = assessFile(parseWorkflowFile(text), path, new Map(Object.entries(known)), rules);
  if (!assessed.ok) throw new Error(assessed.problem.message);
  return assessed.jobs;
}

function propose(text: string, known: Readonly<Record<string, Learned>>, rules: Rules = defaultRules) {
  return selectProposal({ path, file: readWorkflowFile(text) }, assess(text, known, rules), {
    proposed: new Set(),
    mayTrim: true,
    enforcer: stepEnforcer,
  });
}

const file = (...jobs: readonly string[]): string => `on: push\njobs:\n${jobs.join("")}`;
const blocking = file(job("build", "block", "a.example.com:443"));

const cutOff = (reason: "log-not-found" | "record-cut"): Partial<Run> => ({
  enforcement: { state: "unknown" },
  silence: { state: "died", reason },
});

describe("a job that blocks", () => {
  test.each<[string, Learned, readonly string[], readonly string[]]>([
    ["and is held to its list", learned([ok]), ["enforced"], []],
    ["of which no run tells", learned([{ calls: ["a.example.com"] }]), ["unproven", "not-proved"], []],
    [
      "and lacks what failed it",
      learned([ok, failing("b.example.com")]),
      ["missing", "endpoint-missing"],
      ["b.example.com:443"],
    ],
    [
      "and was refused something once",
      learned([ok, { ...ok, refused: ["b.example.com"] }]),
      ["enforced", "endpoint-refused"],
      [],
    ],
    [
      "that is not held to its list, with the cause",
      learned([
        ok,
        {
          ...ok,
          enforcement: { state: "not-enforced", cause: "host-unresolved", detail: "gone.example.com" },
        },
      ]),
      ["not-enforced", "reverted"],
      [],
    ],
    [
      "on a runner that cannot be guarded",
      learned([{ ...ok, enforcement: { state: "unknown" }, unguarded: "container-job" }]),
      ["not-enforced", "not-monitored"],
      [],
    ],
    [
      "with a leg that cannot be guarded beside others that are held",
      learned([
        { ...ok, leg: "build (linux)" },
        { ...ok, leg: "build (arm)", enforcement: { state: "unknown" }, unguarded: "arm-runner" },
      ]),
      ["enforced"],
      [],
    ],
    [
      "whose newest run failed and has no log, which may hold a refusal",
      learned([ok, { ...ok, ...cutOff("log-not-found"), failed: true }]),
      ["enforced", "log-missing"],
      [],
    ],
    [
      "whose newest run failed and left a record that is cut",
      learned([ok, { ...ok, ...cutOff("record-cut"), failed: true }]),
      ["enforced"],
      [],
    ],
    [
      "and lacks GitHub's own runner service, which is not repaired one region at a time",
      learned([ok, failing("hosted-compute-watchdog-prod-eus-01.githubapp.com")]),
      ["enforced", "refused-runner-service"],
      [],
    ],
    [
      "and lacks a private name, which no list can hold",
      learned([ok, failing("db.internal")]),
      ["enforced", "refused-unlistable"],
      [],
    ],
  ])("%s", (_, known, expected, repairs) => {
    const [assessed] = assess(blocking, { build: known });
    expect([assessed?.state, ...(assessed?.reasons ?? []).map(({ code }) => code)]).toEqual(expected);
    expect(assessed?.repairs).toEqual(repairs);
  });

  test("gets only what it lacks, and keeps the rest of its list", () => {
    const proposal = propose(blocking, {
      build: learned([{ calls: ["c.example.com"] }, ok, failing("b.example.com")]),
    });
    expect(proposal?.file.text).toBe(file(job("build", "block", "a.example.com:443", "b.example.com:443")));
    expect(proposal?.repaired.map(({ jobId }) => jobId)).toEqual(["build"]);
    expect(proposal?.switched).toEqual([]);
  });

  test.each<[string, readonly string[], string, readonly string[]]>([
    [
      "a pattern that an exact entry hides",
      ["a.example.com:443", "archive.example.org:80", "*.example.org:443"],
      "archive.example.org",
      ["archive.example.org:443"],
    ],
    ["another case", ["a.example.com:443", "GitHub.com:443"], "github.com", ["github.com:443"]],
    [
      "a pattern that counts by chance",
      ["a.example.com:443", "*.example.org:80", "b*.example.org:443"],
      "b.example.org",
      ["b.example.org:443"],
    ],
  ])("lacks what its list seems to cover by %s", (_, list, refused, repairs) => {
    const text = file(job("build", "block", ...list));
    const known = { build: learned([ok, failing(refused)]) };
    expect(assess(text, known)[0]).toMatchObject({ state: "missing", repairs });
    expect(propose(text, known)?.file.text).toBe(file(job("build", "block", ...list, ...repairs)));
  });

  test("lacks what the line ends of its list hide, which goes with the repair", () => {
    const text = file(job("build", "block", "a.example.com:443", "b.example.com:443"));
    const literal = text.replace(">", "|");
    const known = { build: learned([ok, failing("b.example.com")]) };
    expect(assess(text, known)[0]?.repairs).toEqual([]);
    expect(assess(literal, known)[0]?.repairs).toEqual(["b.example.com:443"]);
    expect(propose(literal, known)?.file.text).toBe(text);
  });

  test("is left as it is where its list has an entry with which nothing is blocked", () => {
    const text = file(job("build", "block", "a.example.com:443", "postgres:5432"));
    const known = { build: learned([ok, failing("b.example.com")]) };
    expect(propose(text, known)).toBeNull();
    const [assessed] = assess(text, known);
    expect(assessed).toMatchObject({ state: "refused", repairs: [], reasons: [{ code: "dead-entry" }] });
    expect(assessed?.reasons[0]?.message).toContain('take "postgres:5432" out of the list');
  });

  test("gets nothing that does not resolve, and says so", () => {
    const rules: Rules = { ...defaultRules, resolutions: new Map([["b.example.com", "missing"]]) };
    const [assessed] = assess(blocking, { build: learned([ok, failing("b.example.com")]) }, rules);
    expect(assessed).toMatchObject({ state: "enforced", repairs: [] });
    expect(assessed?.reasons[0]?.message).toContain(
      "cannot be proposed: the list cannot hold it (does-not-resolve)",
    );
  });

  test("gets no name that changes from run to run, but the pattern, once somebody confirmed it", () => {
    const runs = ["a1", "b2", "c3", "d4", "e5"].map((name) => failing(`${name}.cache.example.com`));
    const known = { build: learned([ok, ...runs]) };
    const [asked] = assess(blocking, known, {
      ...defaultRules,
      settings: { ...defaultSettings, wildcards: "ask" },
    });
    expect(asked).toMatchObject({ state: "enforced", repairs: [] });
    expect(asked?.reasons[0]?.message).toContain("cannot be proposed");
    const [allowed] = assess(blocking, known, {
      ...defaultRules,
      settings: { ...defaultSettings, wildcards: "allow" },
    });
    expect(allowed?.repairs).toEqual(["*.cache.example.com:443"]);
  });

  test("that is to be left alone gets nothing", () => {
    const rules: Rules = { ...defaultRules, settings: { ...defaultSettings, ignore: ["ci.yml"] } };
    expect(propose(blocking, { build: learned([ok, failing("b.example.com")]) }, rules)).toBeNull();
  });

  test("whose step cannot be edited says so", () => {
    const text = blocking.replace("block", `"\${{ inputs.policy || 'block' }}"`);
    const [assessed] = assess(text.replace(/egress-policy:.*/, "policy: mine"), {
      build: learned([ok, failing("b.example.com")]),
    });
    expect(assessed).toMatchObject({ state: "refused", reasons: [{ code: "policy-store" }] });
  });
});

test("what was allowed in answer to one job's refusal is listed for that job, and for others that want it", () => {
  const decision = (jobs?: readonly string[]): Decision => ({
    kind: "allow",
    endpoint: "b.example.com:443",
    origin: { kind: "person", login: "mona", at: "2026-02-01T10:00:00Z", reason: "new" },
    ...(jobs !== undefined && { jobs }),
  });
  const rulesOf = (one: Decision): Rules => ({
    ...defaultRules,
    decisions: { endpoints: [one], jobs: new Map() },
  });
  const quiet = (...calls: readonly string[]) => learned(Array.from({ length: 30 }, () => ({ calls })));
  const text = file(job("build", "audit"), job("test", "audit"), job("lint", "audit"));
  const known = { build: quiet("a.example.com"), test: quiet("a.example.com"), lint: quiet("b.example.com") };
  const listsOf = (rules: Rules) => assess(text, known, rules).map(listOf);
  const [a, b] = ["a.example.com:443", "b.example.com:443"];
  expect(listsOf(rulesOf(decision()))).toEqual([[a, b], [a, b], [b]]);
  expect(listsOf(rulesOf(decision(["build"])))).toEqual([[a, b], [a], [b]]);
});

describe("a host that moved", () => {
  const [from, to] = ["objects.githubusercontent.com", "release-assets.githubusercontent.com"];

  test("is repaired in all jobs of the file that list the old one, once one was failed by it", () => {
    const text = file(
      job("build", "block", `${from}:443`),
      job("test", "block", `${from}:443`, "a.example.com:443"),
      job("lint", "block", "a.example.com:443"),
      job("done", "block", `${from}:443`, `${to}:443`),
      job("idle", "block", `${from}:443`),
    );
    const proposal = propose(text, {
      build: learned([ok, failing(to)]),
      test: learned([ok]),
      lint: learned([ok]),
    });
    expect(proposal?.repaired.map(({ jobId, repairs }) => [jobId, repairs])).toEqual([
      ["build", [`${to}:443`]],
      ["test", [`${to}:443`]],
      ["idle", [`${to}:443`]],
    ]);
    expect(proposal?.repaired[1]?.reasons[0]?.message).toBe(
      `${to}:443 was refused in 1 run that failed of the job build; it replaces ${from}, which this job lists too`,
    );
  });

  const doors = ["production.cloudflare.docker.com", "production.cloudfront.docker.com"] as const;

  test.each([
    [doors[0], doors[1], 1],
    [doors[1], doors[0], 1],
    // Their names are alike, and nothing says that they are one service.
    ["cdn1.example.com", "cdn2.example.com", 0],
  ])(
    "%s listed and %s refused right after an update: %i repair, by the data file alone",
    (one, other, count) => {
      const suspects = new Map([[`${other}:443`, ["package-lock.json"]]]);
      const text = file(job("build", "block", `${one}:443`));
      const proposal = propose(text, { build: learned([ok, { ...failing(other), suspects }]) });
      expect(proposal?.repaired ?? []).toHaveLength(count);
    },
  );

  test("is no suspect, though a dependency changed before", () => {
    const suspects = new Map([[`${to}:443`, ["package-lock.json"]]]);
    const text = file(job("build", "block", `${from}:443`));
    const proposal = propose(text, { build: learned([ok, { ...failing(to), suspects }]) });
    expect(proposal?.repaired).toHaveLength(1);
  });
});

describe("a repair", () => {
  const quiet = learned(Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] })));
  const text = file(job("build", "block", "a.example.com:443"), job("ready", "audit"));
  const known = { build: learned([ok, failing("b.example.com")]), ready: quiet };

  test("comes alone: a job that is ready waits", () => {
    const proposal = propose(text, known);
    expect(proposal).toMatchObject({
      repaired: [{ jobId: "build" }],
      switched: [],
      others: [{ jobId: "ready", state: "ready" }],
    });
  });

  test("joins what is open already", () => {
    const proposal = selectProposal({ path, file: readWorkflowFile(text) }, assess(text, known), {
      proposed: new Set(["ready"]),
      mayTrim: true,
      enforcer: stepEnforcer,
    });
    expect(proposal).toMatchObject({ repaired: [{ jobId: "build" }], switched: [{ jobId: "ready" }] });
  });
});

describe("an entry that somebody denied", () => {
  const said = (kind: Decision["kind"], endpoint: string, at = "2026-02-01"): Decision => ({
    kind,
    endpoint,
    origin: { kind: "person", login: "mona", at: `${at}T10:00:00Z`, reason: "" },
  });
  const rulesOf = (...endpoints: readonly Decision[]): Rules => ({
    ...defaultRules,
    decisions: { endpoints, jobs: new Map() },
  });
  const [a, b, wide] = ["a.example.com:443", "b.example.com:443", "*.example.org:443"];
  const text = file(job("build", "block", a, b, wide));
  const unresolved = (detail: string): Run => ({
    enforcement: { state: "not-enforced", cause: "host-unresolved", detail },
  });

  test.each<[string, readonly Decision[], Learned, readonly string[]]>([
    ["is to go", [said("deny", b)], learned([ok]), [b]],
    ["is to go, also before any run tells", [said("deny", b)], learned([]), [b]],
    ["as a pattern is to go as that pattern", [said("deny", wide)], learned([ok]), [wide]],
    ["within a listed pattern leaves the pattern", [said("deny", "x.example.org:443")], learned([ok]), []],
    [
      "by a wider pattern stays: only the same entry goes",
      [said("deny", "*.example.com:443")],
      learned([ok]),
      [],
    ],
    ["with another port stays", [said("deny", "b.example.com:80")], learned([ok]), []],
    ["and allowed later stays", [said("deny", b), said("allow", b, "2026-02-02")], learned([ok]), []],
    [
      "and denied again after that is to go",
      [said("allow", b), said("deny", b, "2026-02-02")],
      learned([ok]),
      [b],
    ],
    [
      "waits beside a repair, which comes first",
      [said("deny", b)],
      learned([ok, failing("c.example.com")]),
      [],
    ],
    [
      "goes before any repair where it turned all blocking off",
      [said("deny", b)],
      learned([ok, failing("c.example.com"), unresolved("b.example.com")]),
      [b],
    ],
  ])("%s", (_, decisions, known, expected) => {
    const [assessed] = assess(text, { build: known }, rulesOf(...decisions));
    expect(assessed?.denied.map(({ key }) => key)).toEqual(expected);
    const proposal = propose(text, { build: known }, rulesOf(...decisions));
    const left = [a, b, wide].filter((entry) => !expected.includes(entry));
    if (expected.length > 0) expect(proposal?.file.text).toBe(file(job("build", "block", ...left)));
    else expect(proposal?.trimmed ?? []).toEqual([]);
  });

  test("goes at once, also while people are not to be asked about what is not used", () => {
    const rules = rulesOf(said("deny", b));
    const known = { build: learned([ok]) };
    const by = { proposed: new Set<string>(), mayTrim: false, enforcer: stepEnforcer };
    const proposal = selectProposal({ path, file: readWorkflowFile(text) }, assess(text, known, rules), by);
    expect(proposal?.file.text).toBe(file(job("build", "block", a, wide)));
  });

  test("in the settings goes from every list that has it, and nothing else joins", () => {
    const quiet = learned(Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] })));
    const both = file(
      job("build", "block", a, b),
      job("test", "block", "B.example.com", a),
      job("ready", "audit"),
    );
    const rules: Rules = { ...defaultRules, settings: { ...defaultSettings, deny: [b] } };
    const proposal = propose(both, { build: learned([ok]), ready: quiet }, rules);
    expect(proposal?.file.text).toBe(
      file(job("build", "block", a), job("test", "block", a), job("ready", "audit")),
    );
    expect(proposal?.trimmed.map(({ jobId }) => jobId)).toEqual(["build", "test"]);
    expect(proposal?.switched).toEqual([]);
  });

  test.each<[string, readonly Decision[], string]>([
    [
      "nobody",
      [],
      `comment \`/egress deny ci.yml:build ${b}\` and I propose to remove it from the list, or restore`,
    ],
    ["somebody", [said("deny", b)], "merge the pull request that removes it from the list"],
  ])("that turned all blocking off is told with the next step, once %s denied it", (_, decisions, lift) => {
    const [assessed] = assess(text, { build: learned([unresolved("b.example.com")]) }, rulesOf(...decisions));
    expect(assessed).toMatchObject({ state: "not-enforced", reasons: [{ code: "reverted" }] });
    expect(assessed?.reasons[0]?.lift).toContain(lift);
  });

  test("is no longer to blame once the list does not have it", () => {
    const [assessed] = assess(blocking, { build: learned([unresolved("b.example.com")]) });
    expect(assessed?.reasons[0]?.lift).toContain("the list no longer has it");
  });

  test("that is all of a list stays, and the job says what to do", () => {
    const [assessed] = assess(
      file(job("build", "block", b)),
      { build: learned([unresolved("b.example.com")]) },
      rulesOf(said("deny", b)),
    );
    expect(assessed).toMatchObject({
      state: "not-enforced",
      denied: [],
      unenforced: [{ removal: { kind: "edit" } }],
      reasons: [
        { code: "reverted" },
        {
          code: "entry-denied",
          message: `\`${b}\` was denied, and I cannot edit the list: nothing would be left of the list`,
          lift: "remove it from `allowed-endpoints` by hand",
        },
      ],
    });
    expect(assessed?.reasons[0]).not.toHaveProperty("lift");
  });
});

describe("a job that somebody wants back in audit mode", () => {
  const decision: JobDecision = { kind: "audit", login: "mona", at: "2026-02-01T10:00:00Z" };
  const rules: Rules = {
    ...defaultRules,
    decisions: { endpoints: [], jobs: new Map([["build", decision]]) },
  };

  test("is returned, whatever it lacks, and keeps its list", () => {
    const proposal = propose(blocking, { build: learned([ok, failing("b.example.com")]) }, rules);
    expect(proposal?.file.text).toBe(file(job("build", "audit", "a.example.com:443")));
    expect(proposal).toMatchObject({ returned: [{ jobId: "build", state: "returning" }], repaired: [] });
  });

  test("is left alone once it is there", () => {
    const quiet = learned(Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] })));
    const text = file(job("build", "audit", "a.example.com:443"));
    expect(propose(text, { build: quiet }, rules)).toBeNull();
    expect(assess(text, { build: quiet }, rules)[0]).toMatchObject({
      state: "ignored",
      reasons: [{ message: "mona said on 2026-02-01 to return it to audit mode" }],
    });
  });
});

describe("the trial of an open proposal", () => {
  const quiet = Array.from({ length: 24 }, () => ({ calls: ["a.example.com"] }));
  const text = file(job("build", "audit"));

  test("adds what it was refused, with a flag, and the job stays ready", () => {
    const trial = learn([{ ...failing("late.example.com"), runId: 9_000 }]);
    const [assessed] = assess(text, { build: learned(quiet, { trial }) });
    expect(assessed?.state).toBe("ready");
    expect(assessed?.recommendation?.entries.map(({ text: entry, flags }) => [entry, flags])).toEqual([
      ["a.example.com:443", ["unknown-host"]],
      ["late.example.com:443", ["unknown-host", "rare", "found-in-trial"]],
    ]);
  });

  test("adds nothing suspicious", () => {
    const suspects = new Map([["late.example.com:443", ["go.sum"]]]);
    const trial = learn([{ ...failing("late.example.com"), runId: 9_000, suspects }]);
    const [assessed] = assess(text, { build: learned(quiet, { trial }) });
    expect(assessed?.recommendation?.entries.map(({ text: entry }) => entry)).toEqual(["a.example.com:443"]);
  });
});
