import type { Assumptions } from "./assumptions.ts";
import { createJob } from "./create-job.ts";
import { createTally, type Outcome, type Rule } from "./measure.ts";
import { createTimeline } from "./runs.ts";

/** Draws so many jobs and follows the rules through each; the outcomes come by the rules' names. */
export function simulate<Name extends string>(
  sample: { readonly seed: number; readonly jobs: number; readonly assumptions: Assumptions },
  rules: Readonly<Record<Name, Rule>>,
): Record<Name, Outcome> {
  const tallies = Object.entries<Rule>(rules).map(([name, rule]) => ({ name, tally: createTally(rule) }));
  for (let index = 0; index < sample.jobs; index += 1) {
    const timeline = createTimeline(createJob(sample.seed, index, sample.assumptions));
    for (const { tally } of tallies) tally.note(timeline);
  }
  return Object.fromEntries(tallies.map(({ name, tally }) => [name, tally.outcome()])) as Record<
    Name,
    Outcome
  >;
}
