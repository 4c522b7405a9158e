import fc from "fast-check";
import { expect, test } from "vitest";
import type { JobOutcome } from "../../../src/domain/run/outcome.ts";
import { shortenOutcomes } from "../../../src/features/learn/shorten-outcomes.ts";

const learned = (place: number): JobOutcome => ({
  name: `build (${place}, ${"x".repeat(60)})`,
  jobId: "build",
  result: "learned",
  reason: null,
});
const sizeOf = (outcomes: readonly JobOutcome[]): number => Buffer.byteLength(JSON.stringify(outcomes));

test("what is kept of a run with a thousand jobs is two kilobytes, and the one that failed is among it", () => {
  const failed: JobOutcome = { ...learned(999), result: "incomplete", reason: "job-failed" };
  const kept = shortenOutcomes([...Array.from({ length: 999 }, (_, place) => learned(place)), failed]);
  expect(kept.at(-1)).toEqual(failed);
  expect(sizeOf(kept)).toBeLessThan(2_500);
});

test("few outcomes are all kept", () => {
  const outcomes = Array.from({ length: 10 }, (_, place) => learned(place));
  expect(shortenOutcomes(outcomes)).toEqual(outcomes);
});

test("no kind is missing, whatever the order, and nothing is added or moved", () => {
  const kinds = fc.constantFrom<Pick<JobOutcome, "result" | "reason">>(
    { result: "learned", reason: null },
    { result: "incomplete", reason: "job-failed" },
    { result: "not-learned", reason: "log-expired" },
    { result: "not-learned", reason: "no-post-step" },
  );
  fc.assert(
    fc.property(fc.array(kinds, { maxLength: 200 }), (drawn) => {
      const outcomes = drawn.map((kind, place) => ({ ...learned(place), ...kind }));
      const kept = shortenOutcomes(outcomes);
      const kindsOf = (some: readonly JobOutcome[]) =>
        new Set(some.map(({ result, reason }) => `${result} ${reason}`));
      expect(kindsOf(kept)).toEqual(kindsOf(outcomes));
      expect(outcomes.filter((one) => kept.includes(one))).toEqual(kept);
    }),
  );
});
