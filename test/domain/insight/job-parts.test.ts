import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ListChange } from "../../../src/domain/assessment/list-history.ts";
import { splitAgentList } from "../../../src/domain/endpoint/agent-list.ts";
import { parsePolicy } from "../../../src/domain/guard/policy-store/parse-policy.ts";
import { describeGates } from "../../../src/domain/insight/describe-gates.ts";
import { listMarks } from "../../../src/domain/insight/list-marks.ts";
import { writeOutputs } from "../../../src/domain/insight/write-outputs.ts";
import { defaultReadinessSettings } from "../../../src/domain/readiness/gate.ts";
import { judgeReadiness } from "../../../src/domain/readiness/judge-readiness.ts";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import { learn } from "../../support/baseline-builder.ts";

function gatesOf(runs: number, settings = defaultReadinessSettings) {
  const baseline = learn(Array.from({ length: runs }, () => ({ calls: ["a.example.com", "b.example.com"] })));
  const recommendation = recommend(baseline);
  const readiness = judgeReadiness(baseline, recommendation, { settings });
  return { readiness, gates: describeGates({ readiness, recommendation }, settings) };
}

describe("the gates", () => {
  test.each([1, 5, 12, 60])(
    "of a job with %s runs are passed where no reason is given, and each tells how far it is",
    (runs) => {
      const { readiness, gates } = gatesOf(runs);
      const open = gates.filter(({ isPassed }) => !isPassed).map(({ code }) => code);
      expect(open.sort()).toEqual(readiness.reasons.map(({ code }) => code).sort());
      for (const { isPassed, progress } of gates)
        if (progress !== null) expect(progress.have >= progress.need).toBe(isPassed);
    },
  );

  test("show the risk only where the settings bound it", () => {
    const codes = (maximumRisk: number): readonly string[] =>
      gatesOf(20, { ...defaultReadinessSettings, maximumRisk }).gates.map(({ code }) => code);
    expect(codes(1)).not.toContain("risk-too-high");
    expect(codes(0.05)).toContain("risk-too-high");
  });

  test("of a job of which nothing was learned are none", () => {
    expect(describeGates({ readiness: null, recommendation: null }, defaultReadinessSettings)).toEqual([]);
  });
});

const runs = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"].map((day) => ({
  at: `${day}T00:00:00Z`,
}));
function change(day: number, kind: ListChange["kind"], pullRequest: number | null = null): ListChange {
  return {
    at: `2026-01-0${day}T12:00:00Z`,
    kind,
    entry: kind === "blocked" ? null : "a:443",
    run: null,
    login: null,
    pullRequest,
  };
}

test.each([
  ["nothing", [], null, []],
  [
    "a list that came into force with its entries",
    [change(1, "blocked", 7), change(1, "added", 7)],
    null,
    [["blocked", 1, 7]],
  ],
  ["several entries added at once", [change(2, "added"), change(2, "added", 8)], null, [["repaired", 2, 8]]],
  [
    "the whole life",
    [change(4, "returned"), change(3, "removed", 9), change(2, "added", 8), change(1, "blocked", 7)],
    null,
    [
      ["blocked", 1, 7],
      ["repaired", 2, 8],
      ["trimmed", 3, 9],
      ["returned", 4, null],
    ],
  ],
  ["an open proposal", [], { at: "2026-01-03T12:00:00Z", pullRequest: 5 }, [["proposed", 3, 5]]],
  ["decisions alone", [change(2, "allowed"), change(2, "denied")], null, []],
] as const)("the marks of %s", (_, changes, proposed, marks) => {
  expect(
    listMarks(runs, changes, proposed, 10).map(({ kind, place, pullRequest }) => [kind, place, pullRequest]),
  ).toEqual(marks);
});

test("what is older than all shown runs has no mark", () => {
  const later = runs.map(({ at }) => ({ at: at.replace("2026", "2027") }));
  expect(listMarks(later, [change(1, "blocked", 7)], null, 10)).toEqual([]);
});

test("each output says the same list in the words of what reads it", () => {
  const entries = ["*.example.com:443", "a.example.org:80"];
  const policy = {
    egressPolicy: "block",
    entries,
    disableTelemetry: true,
    disableSudo: false,
    disableFileMonitoring: false,
  } as const;
  const texts = new Map(
    writeOutputs("egress-bot.shop.ci.yml.build", policy).map(({ kind, text }) => [kind, text]),
  );
  const step = parse(texts.get("workflow-step") ?? "");
  expect(step.with["egress-policy"]).toBe("block");
  expect(splitAgentList(step.with["allowed-endpoints"])).toEqual(entries);
  expect(parsePolicy(texts.get("policy-store") ?? "")).toEqual(policy);
  expect(texts.get("lines")?.split("\n")).toEqual([...entries, ""]);
});
