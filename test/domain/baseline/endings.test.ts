import { expect, test } from "vitest";
import { type EndingsNow, readEndings } from "../../../src/domain/baseline/endings.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const audited: Run = {};
const auditFailed: Run = { failed: true };
const ok: Run = { enforcement: { state: "enforced" } };
const failed: Run = { ...ok, failed: true };
const died: Run = {
  enforcement: { state: "unknown" },
  silence: { state: "died", reason: "record-cut" },
  complete: false,
};
const cancelled: Run = { ...ok, cancelled: true };
const ended = (run: string, hasFailed = false, hasDied = false) => ({ run, hasFailed, hasDied });

test.each<[string, readonly Run[], EndingsNow]>([
  ["nothing", [], { before: { runs: 0, failed: 0 }, since: [] }],
  ["only audit", [audited, auditFailed, audited], { before: { runs: 3, failed: 1 }, since: [] }],
  [
    "audit, then block",
    [audited, auditFailed, ok, failed, died],
    {
      before: { runs: 2, failed: 1 },
      since: [ended("1002/1"), ended("1003/1", true), ended("1004/1", true, true)],
    },
  ],
  [
    "without what somebody cancelled since, and with what was not complete before",
    [{ ...audited, complete: false }, audited, cancelled, ok],
    { before: { runs: 2, failed: 1 }, since: [ended("1003/1")] },
  ],
  [
    "from the last switch on",
    [audited, failed, audited, ok],
    { before: { runs: 2, failed: 0 }, since: [ended("1003/1")] },
  ],
  [
    "without audit before",
    [failed, ok],
    { before: { runs: 0, failed: 0 }, since: [ended("1000/1", true), ended("1001/1")] },
  ],
  [
    "of which one leg failed",
    [
      { ...ok, leg: "a", runId: 7, day: 1 },
      { ...failed, leg: "b", runId: 7, day: 1 },
    ],
    { before: { runs: 0, failed: 0 }, since: [ended("7/1", true)] },
  ],
])("how runs ended: %s", (_, runs, expected) => {
  expect(readEndings(learn(runs))).toEqual(expected);
});

test("an older run in audit mode that is run again is no return to audit mode", () => {
  const rerun: Run = { ...audited, runId: 900, day: 9 };
  expect(readEndings(learn([audited, failed, rerun, failed]))).toEqual({
    before: { runs: 2, failed: 0 },
    since: [ended("1001/1", true), ended("1003/1", true)],
  });
});

test("nor is a run in audit mode that began after the job was to block", () => {
  const runs = learn([audited, failed, audited, failed]);
  expect(readEndings(runs, "2026-01-01T12:00:00.000Z")).toEqual({
    before: { runs: 1, failed: 0 },
    since: [ended("1001/1", true), ended("1003/1", true)],
  });
});

test("a run whose log came late did not die", () => {
  const runs = learn([
    { ...died, runId: 7 },
    { ...ok, runId: 7 },
  ]);
  expect(readEndings(runs).since).toEqual([ended("7/1")]);
});
