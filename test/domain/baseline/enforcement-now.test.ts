import { describe, expect, test } from "vitest";
import { type EnforcementNow, readEnforcement } from "../../../src/domain/baseline/enforcement-now.ts";
import type { Enforcement } from "../../../src/domain/record/enforcement.ts";
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
