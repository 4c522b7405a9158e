import { expect, test } from "vitest";
import { defaultAssumptions } from "../../script/proofs/readiness/assumptions.ts";
import { judgeBounds } from "../../script/proofs/readiness/bounds.ts";
import { followCount } from "../../script/proofs/readiness/counting-rule.ts";
import { followOurs, ourRule } from "../../script/proofs/readiness/our-rule.ts";
import { simulate } from "../../script/proofs/readiness/simulate.ts";

test("150 of the jobs that script/prove readiness draws: within its bounds", () => {
  const counting = { hasHistory: false, hasPatterns: false, isKeptUpToDate: false };
  const { ours, hundred, ten } = simulate(
    { seed: 1, jobs: 150, assumptions: defaultAssumptions },
    {
      ours: (timeline) => followOurs(timeline, ourRule),
      hundred: (timeline) => followCount(timeline, { ...counting, unchangedRuns: 100 }),
      ten: (timeline) => followCount(timeline, { ...counting, unchangedRuns: 10 }),
    },
  );
  expect(judgeBounds(ours, hundred, ten).filter(({ isMet }) => !isMet)).toEqual([]);
});
