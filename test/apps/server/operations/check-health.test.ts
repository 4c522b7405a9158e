import { expect, test } from "vitest";
import {
  createCheckHealth,
  type Illness,
  type KindState,
} from "../../../../src/apps/server/operations/check-health.ts";

const start = 1_800_000_000_000;
const second = 1_000;

function kind(dueSince: number | null, { isFree = true, begunAt = start } = {}): KindState {
  return { kind: "learn-run", dueSince, isFree, begunAt };
}

const dead = (): Promise<never> => new Promise(() => {});

/** Asks at the start, and once more so many seconds later. */
async function checkLater(
  seconds: number,
  kinds: readonly KindState[] | "no answer",
  anew: readonly KindState[] | "no answer",
): Promise<Illness | null> {
  let now = start;
  const check = createCheckHealth({
    readKinds: kinds === "no answer" ? () => Promise.reject(new Error("closed")) : async () => kinds,
    readKindsAnew: anew === "no answer" ? () => Promise.reject(new Error("refused")) : async () => anew,
    now: () => now,
  });
  await check();
  now = start + seconds * second;
  return check();
}

const due = kind(start);
test.each<
  [string, number, readonly KindState[] | "no answer", readonly KindState[] | "no answer", Illness | null]
>([
  ["nothing is due", 9_999, [kind(null)], [], null],
  ["a task has just become due", 59, [due], [], null],
  ["a task is due and is not begun", 61, [due], [], "idle-worker"],
  ["others are begun meanwhile", 90, [kind(start, { begunAt: start + 60 * second })], [], null],
  ["all hands are full", 9_999, [kind(start, { isFree: false })], [], null],
  ["it is another kind's task", 9_999, [kind(null), kind(start, { isFree: false })], [], null],
  ["Redis is down", 9_999, "no answer", "no answer", null],
  ["the connection has been dead for a moment", 29, "no answer", [due], null],
  ["the connection is dead, a new one is not, and a task is due", 31, "no answer", [due], "stuck-connection"],
  ["the connection is dead and nothing is due", 9_999, "no answer", [kind(null)], null],
])("where %s (%i s): %#", async (_, seconds, kinds, anew, expected) => {
  expect(await checkLater(seconds, kinds, anew)).toBe(expected);
});

test("a connection that never answers is as one that is closed", async () => {
  let now = start;
  const check = createCheckHealth({ readKinds: dead, readKindsAnew: async () => [due], now: () => now });
  now = start + 31 * second;
  expect(await check()).toBe("stuck-connection");
});
