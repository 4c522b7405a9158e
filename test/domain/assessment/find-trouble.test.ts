import { describe, expect, test } from "vitest";
import { findTrouble } from "../../../src/domain/assessment/find-trouble.ts";
import { emptyBaseline } from "../../../src/domain/baseline/baseline.ts";
import { settleDecisions } from "../../../src/domain/baseline/decided.ts";
import { readEnforcement } from "../../../src/domain/baseline/enforcement-now.ts";
import { findMisses } from "../../../src/domain/baseline/misses.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const times = (count: number, run: Run): readonly Run[] => Array.from({ length: count }, () => run);
const audited: Run = {};
const auditFailed: Run = { failed: true };
const ok: Run = { enforcement: { state: "enforced" } };
const failed: Run = { ...ok, failed: true };
const lost = (reason: "log-not-found" | "self-hosted-runner" = "log-not-found"): Run => ({
  enforcement: { state: "unknown" },
  silence: { state: "died", reason },
  complete: false,
});
const unknown = (reason: "unreadable-lines" | "windows-runner" = "unreadable-lines"): Run => ({
  enforcement: { state: "unknown" },
  silence: { state: "unknown", reason },
});

function judge(runs: readonly Run[]) {
  const baseline = learn(runs);
  const rules = {
    isListed: () => false,
    findMovedFrom: () => null,
    decided: settleDecisions([]),
    isBlocking: true,
    arrivals: {},
    history: { listed: null, changes: [] },
  };
  const misses = findMisses({ baseline, trial: emptyBaseline, unproven: emptyBaseline }, rules);
  const trouble = findTrouble(baseline, { misses, enforcement: readEnforcement(baseline), blockedAt: null });
  return trouble === null ? null : `${trouble.kind} ${trouble.bad} of ${trouble.runs}`;
}

describe("a job that blocks", () => {
  test.each<[string, readonly Run[], string | null]>([
    ["and goes well", [...times(20, audited), ok, ok], null],
    ["and fails at once, as never before", [...times(20, audited), failed], "failing 1 of 1"],
    ["and fails once, of which little is known before", [...times(10, audited), failed], null],
    [
      "and fails twice, of which little is known before",
      [...times(10, audited), failed, failed],
      "failing 2 of 2",
    ],
    ["and fails in part, as never before", [...times(20, audited), ok, failed, ok, failed], "failing 2 of 4"],
    ["and fails as often as before", [...times(8, audited), ...times(8, auditFailed), failed, failed], null],
    [
      "and fails more often than before",
      [...times(18, audited), ...times(2, auditFailed), ...times(3, failed)],
      "failing 3 of 3",
    ],
    ["and failed long ago", [...times(20, audited), failed, failed, ...times(5, ok)], null],
    ["and fails once after many runs", [...times(20, audited), ...times(29, ok), failed], null],
    ["and fails, with nothing known before", times(6, failed), null],
    ["and is cut off", [...times(20, audited), ok, ok, lost(), lost()], "died 2 of 4"],
    ["and is cut off, with nothing known before", [ok, lost(), lost(), lost()], "died 3 of 3"],
    ["and was cut off as often before", [...times(6, auditFailed), ...times(4, lost())], null],
    ["and tells nothing for a while", [...times(20, audited), unknown(), unknown()], null],
    ["and tells nothing for long", [...times(20, audited), ...times(3, unknown())], "unknown 3 of 3"],
    ["and told nothing for long", [...times(3, unknown()), ok], null],
    ["where its record can never be read", times(9, unknown("windows-runner")), null],
    [
      "and fails for want of what is proposed",
      [...times(20, audited), ...times(3, { ...failed, refused: ["new.example.org"] })],
      null,
    ],
    [
      "and fails with something suspicious refused",
      [
        ...times(20, audited),
        {
          ...failed,
          refused: ["evil.example.net"],
          suspects: new Map([["evil.example.net:443", ["go.sum"]]]),
        },
      ],
      null,
    ],
    [
      "and fails with no more refused than the runner image looks up",
      [...times(20, audited), { ...failed, refused: ["api.snapcraft.io"] }],
      "failing 1 of 1",
    ],
    ["and is cancelled by people", [...times(20, audited), ...times(9, { ...ok, cancelled: true })], null],
  ])("%s", (_, runs, expected) => {
    expect(judge(runs)).toBe(expected);
  });

  test("is told of with its runs", () => {
    const baseline = learn([...times(20, audited), ok, lost(), ok, lost()]);
    const known = { misses: [], enforcement: readEnforcement(baseline), blockedAt: null };
    expect(findTrouble(baseline, known)).toEqual({
      kind: "died",
      runs: 4,
      bad: 2,
      before: { runs: 20, failed: 0 },
      run: "1023/1",
      since: "1021/1",
      reason: "log-not-found",
    });
  });
});

test("a second record with the run's own ids is told at once, other silence after three runs", () => {
  const quiet: Run = { enforcement: { state: "enforced" } };
  const silent = (reason: "ambiguous-record" | "no-post-step"): Run => ({
    enforcement: { state: "unknown" },
    silence: { state: "unknown", reason },
  });
  expect(judge([quiet, silent("ambiguous-record")])).toBe("unknown 1 of 1");
  expect(judge([quiet, silent("no-post-step"), silent("no-post-step")])).toBeNull();
  expect(judge([quiet, ...Array.from({ length: 3 }, () => silent("no-post-step"))])).toBe("unknown 3 of 3");
});
