import { describe, expect, test } from "vitest";
import {
  type BlockingFile,
  type EnforcementNow,
  readEnforcement,
} from "../../../src/domain/baseline/enforcement-now.ts";
import type { Enforcement } from "../../../src/domain/record/enforcement.ts";
import { textPart } from "../../../src/domain/workflow/name-pattern.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const enforced: Run = { enforcement: { state: "enforced" } };
const dead: Enforcement = { state: "not-enforced", cause: "host-unresolved", detail: "gone.example.com" };
const reverted: Run = { enforcement: dead };
const audited: Run = { enforcement: { state: "audit" } };
const silent: Run = { enforcement: { state: "unknown" } };

const unwatched: Run = {
  enforcement: { state: "not-enforced", cause: "not-monitored", detail: "arm-runner" },
};

const lost: Run = { enforcement: { state: "unknown" }, silence: { state: "died", reason: "log-not-found" } };
const unread: Run = {
  enforcement: { state: "unknown" },
  silence: { state: "unknown", reason: "unreadable-lines" },
};
const row = { leg: "build", state: "died", reason: "log-not-found" } as const;

const leg = { leg: "build", cause: "host-unresolved", detail: "gone.example.com", version: null } as const;

describe("how a job fares", () => {
  test.each<[string, readonly Run[], Partial<EnforcementNow> | null]>([
    ["nothing is known of one that never blocked", [audited, audited], null],
    ["nothing is known where no log tells", [silent], null],
    ["it was held to its list", [audited, enforced], { enforcedIn: "1001/1", unenforced: [] }],
    ["it is held again", [reverted, enforced], { enforcedIn: "1001/1", unenforced: [] }],
    [
      "it is not any more, since the first of an unbroken row",
      [enforced, reverted, enforced, reverted, reverted],
      { enforcedIn: null, unenforced: [{ ...leg, run: "1004/1", since: "1003/1" }] },
    ],
    [
      "what a silent run says changes nothing",
      [reverted, silent],
      { enforcedIn: null, unenforced: [{ ...leg, run: "1000/1", since: "1000/1" }] },
    ],
    [
      "it was cut off, twice in a row, which takes nothing back",
      [enforced, lost, enforced, lost, lost],
      {
        enforcedIn: "1002/1",
        unenforced: [],
        silent: [{ ...row, run: "1004/1", since: "1003/1", runs: 2 }],
      },
    ],
    [
      "it was never proved",
      [audited, lost, unread],
      {
        enforcedIn: null,
        unenforced: [],
        silent: [
          { ...row, state: "unknown", reason: "unreadable-lines", run: "1002/1", since: "1001/1", runs: 2 },
        ],
      },
    ],
    [
      "a log that was missing and came later is as if it had been there",
      [
        { ...lost, runId: 7 },
        { ...enforced, runId: 7 },
      ],
      { enforcedIn: "7/1", unenforced: [] },
    ],
    ["it was cut off and is back in audit mode", [lost, audited], null],
    ["back in audit mode there is nothing to enforce", [reverted, audited], null],
    [
      "each leg for itself",
      [
        { ...reverted, leg: "b" },
        { ...enforced, leg: "a" },
      ],
      { enforcedIn: "1001/1", unenforced: [{ ...leg, leg: "b", run: "1000/1", since: "1000/1" }] },
    ],
    [
      "a leg that cannot be guarded is no failure beside one that is held",
      [
        { ...unwatched, leg: "b" },
        { ...enforced, leg: "a" },
      ],
      { enforcedIn: "1001/1", unenforced: [] },
    ],
    [
      "a leg that cannot be guarded is one where none is held",
      [{ ...unwatched, leg: "b" }],
      {
        enforcedIn: null,
        unenforced: [
          {
            leg: "b",
            cause: "not-monitored",
            detail: "arm-runner",
            run: "1000/1",
            since: "1000/1",
            version: null,
          },
        ],
      },
    ],
    [
      "a leg that is gone is forgotten",
      [{ ...reverted, leg: "b" }, ...Array.from({ length: 20 }, () => ({ ...enforced, leg: "a" }))],
      { enforcedIn: "1020/1", unenforced: [] },
    ],
  ])("%s", (_, runs, expected) => {
    expect(readEnforcement(learn(runs))).toEqual(expected === null ? null : { silent: [], ...expected });
  });
});

describe("an alarm", () => {
  const at = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
  const open = { enforcedIn: null, unenforced: [{ ...leg, run: "2000/1", since: "2000/1" }], silent: [] };
  const alarm: Run = { ...reverted, runId: 2_000, day: 10 };

  test.each<[string, Run, Partial<BlockingFile>, EnforcementNow | null]>([
    ["ends by a run that was held", { ...enforced, runId: 2_001 }, {}, held("2001/1")],
    ["goes on after an older run that is run again", { ...enforced, runId: 1_999 }, {}, open],
    ["goes on after an older run in audit mode that is run again", { ...audited, runId: 1_999 }, {}, open],
    ["goes on after a run of an older file", { ...audited, runId: 2_001 }, { blockedAt: at(5) }, open],
    ["ends with a return to audit mode", { ...audited, runId: 2_001 }, { blockedAt: at(15) }, null],
    ["ends with a return to audit mode that nobody saw", { ...audited, runId: 2_001 }, {}, null],
  ])("%s", (_, later, file, expected) => {
    const blocking = { blockedAt: null, legs: null, ...file };
    expect(readEnforcement(learn([alarm, { ...later, day: 11 }]), blocking)).toEqual(expected);
  });

  const legs = (...names: string[]) => names.map((name) => ({ label: name, name: [textPart(name)] }));
  const many = Array.from({ length: 30 }, () => ({ ...enforced, leg: "ci / build (20)" }));

  test.each([
    ["of a leg that left the matrix is gone at once", 1, legs("build (20)"), 0],
    ["of a leg of the matrix stays, however often others ran", 30, legs("build (18)", "build (20)"), 1],
    ["of a leg goes after many runs of others where the file does not tell", 30, null, 0],
    ["of a leg stays for some runs of others where the file does not tell", 5, null, 1],
  ])("%s", (_, others, matrix, expected) => {
    const runs = [{ ...reverted, leg: "ci / build (18)" }, ...many.slice(0, others)];
    expect(readEnforcement(learn(runs), { blockedAt: null, legs: matrix })?.unenforced).toHaveLength(
      expected,
    );
  });

  function held(run: string): EnforcementNow {
    return { enforcedIn: run, unenforced: [], silent: [] };
  }
});
