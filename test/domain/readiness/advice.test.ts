// prove: advice      10,000 made-up jobs of every rhythm: doing what a reason says would lift it does lift it; 5 min
import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultReadinessSettings, type ReasonCode } from "../../../src/domain/readiness/gate.ts";
import { defaultRecommendOptions } from "../../../src/domain/recommendation/recommendation.ts";
import { type AdvisedJob, anyJob, judgeJob, namesIn, obey } from "../../support/advised-job.ts";
import { madeNames } from "../../support/rhythm.ts";
import { sizeOf } from "../../support/size-of.ts";

const codes: Readonly<Record<ReasonCode, true>> = {
  "address-without-name": true,
  "denied-name-in-pattern": true,
  "event-seen-once": true,
  "event-unseen": true,
  "host-unanswered": true,
  infrequent: true,
  "leg-seen-once": true,
  "leg-unseen": true,
  "list-too-young": true,
  "masked-name": true,
  "risk-too-high": true,
  "rotating-host-without-pattern": true,
  "step-never-executed": true,
  "too-few-days": true,
  "too-few-quiet-runs": true,
  "too-few-runs": true,
  "wildcard-not-confirmed": true,
};

/** Does what each reason says. @throws where one is still there */
function followAll(job: AdvisedJob, seen: Set<ReasonCode>): void {
  for (const reason of judgeJob(job).reasons) {
    const after = obey(job, reason);
    if (after === null) continue;
    seen.add(reason.code);
    const names = namesIn(reason.message);
    for (const { code, message, lift } of judgeJob(after).reasons) {
      // About other names it is another reason.
      const isOther = names.length > 0 && namesIn(message).every((name) => !names.includes(name));
      if (code === reason.code && !isOther)
        throw new Error(`${code}: ${reason.message} → ${reason.lift}\nthen: ${message} → ${lift}`);
    }
  }
}

// Always the same jobs, so that the first part sees every code.
const parts = Array.from({ length: sizeOf("advice", { suite: 1, whole: 40 }) }, (_, part) => part + 1);
const obeyed = new Set<ReasonCode>();

test.each(parts)("doing what a reason says would lift it does lift it (part %i)", (seed) => {
  fc.assert(
    fc.property(anyJob, (job) => followAll(job, obeyed)),
    { numRuns: 250, seed },
  );
});

test("every code was among them", () => {
  expect([...obeyed].sort()).toEqual(Object.keys(codes).sort());
});

test("advice that does not work is found", () => {
  const job: AdvisedJob = {
    perDay: 1,
    runs: Array.from({ length: 12 }, (_, day) => ({ day, calls: madeNames(1), steps: ["Test"] })),
    pullRequests: [],
    expected: { steps: [], legs: null, events: [], triggers: null },
    settings: { ...defaultReadinessSettings, quietRuns: 40 },
    options: defaultRecommendOptions,
  };
  const [reason] = judgeJob(job).reasons.filter(({ code }) => code === "too-few-quiet-runs");
  if (reason === undefined) throw new Error("no reason");
  const codesAfter = (lift: string): readonly string[] =>
    judgeJob(obey(job, { ...reason, lift }) ?? job).reasons.map(({ code }) => code);
  expect(codesAfter(reason.lift)).not.toContain("too-few-quiet-runs");
  expect(codesAfter(reason.lift.replace(/^\d+/, "3"))).toContain("too-few-quiet-runs");
  expect(() => obey(job, { ...reason, lift: "patience" })).toThrow("nobody knows how to do it");
});
