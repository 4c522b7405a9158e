import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ChangeFacts,
  changesOf,
  type ListHistory,
  noHistory,
  noteDecision,
  noteList,
} from "../../../src/domain/assessment/list-history.ts";

const at = "2026-03-01T12:00:00.000Z";
const facts = (changes: Partial<ChangeFacts> = {}): ChangeFacts => ({
  at,
  merged: null,
  isProposed: () => true,
  originOf: () => ({ run: "1/1", login: null }),
  ...changes,
});
const shown = ({ changes }: ListHistory) =>
  changes.map(({ kind, entry, pullRequest }) => [kind, entry, pullRequest]);

const a = "a.example.com:443";
const b = "b.example.com:443";
const blocked = noteList(noHistory, [a], facts({ merged: 3 }));

describe("what becomes of a list", () => {
  test.each<[string, ListHistory, readonly (readonly [string, string | null, number | null])[]]>([
    ["nothing in force is nothing", noteList(noHistory, null, facts({ merged: 3 })), []],
    [
      "switched by a merge",
      blocked,
      [
        ["blocked", null, 3],
        ["added", a, 3],
      ],
    ],
    [
      "in force when it is first seen",
      noteList(noHistory, [a], facts()),
      [
        ["blocked", null, null],
        ["found", a, null],
      ],
    ],
    [
      "repaired by the next merge",
      noteList(blocked, [a, b], facts({ merged: 5 })),
      [["added", b, 5], ...shown(blocked)] as never,
    ],
    [
      "added to by hand after a merge that is noted",
      noteList(blocked, [a, b], facts({ merged: 3 })),
      [["added", b, null], ...shown(blocked)] as never,
    ],
    [
      "added to by hand beside a merge",
      noteList(blocked, [a, b], facts({ merged: 5, isProposed: () => false })),
      [["added", b, null], ...shown(blocked)] as never,
    ],
    [
      "cut by a merge",
      noteList(blocked, [], facts({ merged: 5 })),
      [["removed", a, 5], ...shown(blocked)] as never,
    ],
    [
      "returned to audit mode",
      noteList(blocked, null, facts({ merged: 5 })),
      [["returned", null, 5], ...shown(blocked)] as never,
    ],
  ])("%s", (_, history, changes) => {
    expect(shown(history)).toEqual(changes);
  });

  test("the same list again is the same history", () => {
    expect(noteList(blocked, [a], facts({ merged: 9 }))).toBe(blocked);
  });

  test("an entry is added with its first run and whoever decided it", () => {
    const origin = { run: "7/2", login: "mona" };
    const history = noteList(blocked, [a, b], facts({ originOf: () => origin }));
    expect(history.changes[0]).toEqual({ at, kind: "added", entry: b, ...origin, pullRequest: null });
  });

  test("a decision is noted once, and hides no merge", () => {
    const decision = { kind: "denied", at, entry: a, login: "mona", pullRequest: 5 } as const;
    const once = noteDecision(blocked, decision);
    expect(noteDecision(once, decision)).toBe(once);
    expect(shown(noteList(once, [], facts({ merged: 5 })))[0]).toEqual(["removed", a, 5]);
  });

  test("the changes of one entry", () => {
    const history = noteList(noteList(blocked, [a, b], facts()), [b], facts());
    expect(changesOf(history, (entry) => entry === a).map(({ kind }) => kind)).toEqual(["removed", "added"]);
  });
});

describe("laws", () => {
  const list = fc.option(fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { maxLength: 8 }), { nil: null });

  test("the changes in their order give the list", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(list, fc.option(fc.nat(9), { nil: null })), { maxLength: 12 }),
        (looks) => {
          const history = looks.reduce(
            (before, [next, merged]) => noteList(before, next, facts({ merged })),
            noHistory,
          );
          let replayed: Set<string> | null = null;
          for (const one of [...history.changes].reverse()) replayed = replay(replayed, one);
          expect(replayed === null ? null : [...replayed].sort()).toEqual(
            history.listed === null ? null : [...history.listed].sort(),
          );
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  test("it is bounded", () => {
    let history = noHistory;
    for (let look = 0; look < 400; look += 1)
      history = noteList(history, [`${look}.example.com:443`], facts());
    expect(history.changes).toHaveLength(200);
  });
});

function replay(
  known: Set<string> | null,
  { kind, entry }: ListHistory["changes"][number],
): Set<string> | null {
  if (kind === "returned") return null;
  const next = new Set(known);
  if (entry !== null && kind === "removed") next.delete(entry);
  if (entry !== null && (kind === "added" || kind === "found")) next.add(entry);
  return next;
}
