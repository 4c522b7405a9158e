import type { Expected } from "../../../src/domain/workflow/jobs/expected.ts";
import { textPart } from "../../../src/domain/workflow/name-pattern.ts";
import type { Assumptions, Range } from "./assumptions.ts";
import { drawEndpoints } from "./draw-endpoints.ts";
import { everyRunsStep, type Part, type SimulatedJob, type SimulatedStep } from "./job.ts";
import {
  between,
  createRandom,
  logBetween,
  paretoBetween,
  pick,
  type Random,
  wholeBetween,
} from "./random.ts";

/** The legs of the matrices of the corpus that have more than one and of which the file tells all, thinned out. */
const legCounts = [2, 2, 3, 3, 3, 4, 4, 4, 5, 9, 15] as const;

/** Draws a job. It follows from the two numbers and the assumptions. */
export function createJob(seed: number, index: number, assumptions: Assumptions): SimulatedJob {
  const random = createRandom(seed, index);
  const { low, high, shape } = assumptions.runsPerDay;
  const runsPerDay = paretoBetween(random, low, high, shape);
  const schedule = drawSchedule(random, assumptions);
  const { legs, isDynamic } = drawLegs(random, assumptions);
  const publish = drawPublishing(random, assumptions, runsPerDay);
  const conditional = drawConditional(random, assumptions);
  const coldCache = random() < assumptions.cached.share ? within(random, assumptions.cached.cold) : 0;
  const traits = { hasSchedule: schedule !== null, hasCache: coldCache > 0, legs, publish, conditional };
  const steps = [publish, conditional].filter((step) => step !== null);
  return {
    seed: wholeBetween(random, 0, 2 ** 31 - 1),
    runsPerDay,
    weekend: assumptions.weekend,
    weekday: wholeBetween(random, 0, 6),
    auditDays: between(random, assumptions.auditDays.least, assumptions.auditDays.most),
    failures: within(random, assumptions.failures),
    lostRecords: assumptions.lostRecords,
    coldCache,
    schedule,
    legs,
    steps,
    endpoints: drawEndpoints(random, assumptions, traits),
    expected: expect(steps, isDynamic ? null : legs, schedule !== null),
  };
}

function drawSchedule(random: Random, { scheduled }: Assumptions): SimulatedJob["schedule"] {
  if (random() >= scheduled.share) return null;
  return random() < scheduled.weekly ? "weekly" : "daily";
}

function drawLegs(
  random: Random,
  { matrix }: Assumptions,
): { readonly legs: readonly Part[]; readonly isDynamic: boolean } {
  if (random() >= matrix.share) return { legs: [{ name: "build", chance: 1 }], isDynamic: false };
  const isDynamic = random() < matrix.dynamic;
  const legs = Array.from({ length: pick(random, legCounts) }, (_, number) => ({
    name: `build (${number})`,
    chance: isDynamic ? within(random, matrix.chance) : 1,
  }));
  return { legs, isDynamic };
}

function drawPublishing(
  random: Random,
  { publishing }: Assumptions,
  runsPerDay: number,
): SimulatedStep | null {
  if (random() >= publishing.share) return null;
  return {
    name: "Run publish",
    chance: Math.min(1, 1 / within(random, publishing.daysBetween) / runsPerDay),
    isHidden: random() < publishing.hidden,
    isRelease: random() < publishing.release,
  };
}

function drawConditional(random: Random, { conditional }: Assumptions): SimulatedStep | null {
  if (random() >= conditional.share) return null;
  return {
    name: "Run conditional",
    chance: within(random, conditional.chance),
    isHidden: false,
    isRelease: false,
  };
}

function expect(
  steps: readonly SimulatedStep[],
  legs: readonly Part[] | null,
  hasSchedule: boolean,
): Expected {
  const visible = steps.filter(({ isHidden }) => !isHidden).map(({ name }) => name);
  return {
    steps: [everyRunsStep, ...visible].map((name) => ({
      label: name,
      keys: [textPart(name)],
      place: "default-branch" as const,
    })),
    legs: legs?.map(({ name }) => ({ label: name, name: [textPart(name)] })) ?? null,
    events: [
      ...(hasSchedule ? ["schedule"] : []),
      ...(steps.some(({ isRelease }) => isRelease) ? ["release"] : []),
    ],
    triggers: null,
  };
}

function within(random: Random, { low, high }: Range): number {
  return logBetween(random, low, high);
}
