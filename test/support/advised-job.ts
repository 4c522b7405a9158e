import fc from "fast-check";
import { emptyBaseline } from "../../src/domain/baseline/baseline.ts";
import type { Readiness, ReadinessSettings, Reason } from "../../src/domain/readiness/gate.ts";
import { judgeReadiness } from "../../src/domain/readiness/judge-readiness.ts";
import { recommend } from "../../src/domain/recommendation/recommend.ts";
import {
  defaultRecommendOptions,
  type RecommendOptions,
} from "../../src/domain/recommendation/recommendation.ts";
import type { Expected, ExpectedStep } from "../../src/domain/workflow/jobs/expected.ts";
import { textPart } from "../../src/domain/workflow/name-pattern.ts";
import { createLivingBaseline, type MadeRun, madeNames } from "./rhythm.ts";

/** A job, what its file expects, how often it runs, and what people decided. */
export interface AdvisedJob {
  readonly perDay: number;
  readonly runs: readonly MadeRun[];
  readonly pullRequests: readonly MadeRun[];
  readonly expected: Expected;
  readonly settings: ReadinessSettings;
  readonly options: RecommendOptions;
}

/** What the product says of it. */
export function judgeJob({ runs, pullRequests, expected, settings, options }: AdvisedJob): Readiness {
  const learn = (made: readonly MadeRun[]) => {
    const living = createLivingBaseline();
    for (const run of made) living.add(run);
    return made.length === 0 ? emptyBaseline : living.baseline();
  };
  const baseline = learn(runs);
  return judgeReadiness(baseline, recommend(baseline, options), {
    settings,
    expected,
    pullRequests: learn(pullRequests),
  });
}

const places = ["default-branch", "debug-logging", "pull-requests", "tags", "elsewhere"] as const;
const strange = "r*.example.org:443";

/** What a job calls that no list can hold, and what was decided about it. */
const oddities: Readonly<
  Record<
    string,
    {
      readonly options?: Partial<RecommendOptions>;
      /** Of the run of this number, of so many. */
      readonly run?: (index: number, of: number) => Partial<MadeRun>;
    }
  >
> = {
  none: {},
  address: { run: (index, of) => (index === of - 2 ? { addresses: ["203.0.113.9:443"] } : {}) },
  "masked name": {
    run: (index, of) => (index === of - 2 ? { calls: ["***.example.org:443 masked"] } : {}),
  },
  rotating: { run: (index) => ({ calls: [`r${index % 20}.example.org:443`] }) },
  "rotating, and no pattern wanted": {
    options: { wildcards: "never" },
    run: (index) => ({ calls: [`r${index % 20}.example.org:443`] }),
  },
  "rotating among strangers": { run: (index) => ({ calls: [`r${index % 6}.blob.core.windows.net:443`] }) },
  "denied in a pattern": {
    options: {
      decisions: [
        { kind: "deny", endpoint: "rx.example.org:443", origin: { kind: "settings" } },
        { kind: "allow", endpoint: strange, origin: { kind: "settings" } },
      ],
    },
    run: (index) => ({ calls: [`r${index % 20}.example.org:443`] }),
  },
  "waits for a word": {
    options: {
      arrivals: {
        "stranger.example.net:443": {
          at: "2026-01-01T00:00:00Z",
          justBefore: ["package-lock.json"],
          weeksBefore: [],
        },
      },
    },
    run: (index, of) => (index === of - 2 ? { calls: ["stranger.example.net:443"] } : {}),
  },
  "no resolver answers": { options: { resolutions: new Map([["h0.example0.com", "unanswered"]]) } },
};

function step(label: string, place: ExpectedStep["place"]): ExpectedStep {
  return { label, keys: [textPart(label)], place };
}

/** Jobs of every rhythm, from one run a month to 50 a day, with 1 to 40 entries and whatever can hold them. */
export const anyJob: fc.Arbitrary<AdvisedJob> = fc
  .record({
    perMonth: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 1_500 })),
    count: fc.integer({ min: 0, max: 260 }),
    entries: fc.integer({ min: 1, max: 40 }),
    rareShare: fc.constantFrom(0, 0, 0.1, 0.3),
    lateEntry: fc.boolean(),
    failures: fc.constantFrom(0, 0, 0.3, 0.6),
    rareEvent: fc.constantFrom("none", "once", "declared", "left the file"),
    legs: fc.constantFrom("one", "two", "rare", "unseen", "always fails"),
    steps: fc.subarray([...places]),
    settings: fc.record({
      runs: fc.constantFrom(10, 10, 50, 200),
      quietRuns: fc.constantFrom(10, 10, 40, 200),
      days: fc.constantFrom(0, 7, 7, 90),
      maximumRisk: fc.constantFrom(1, 1, 0.1, 0.03, 0.001),
      infrequent: fc.constantFrom("wait" as const, "propose" as const),
    }),
    oddity: fc.constantFrom("none", "none", "none", ...Object.keys(oddities)),
    seed: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map((made) => {
    const perDay = made.perMonth / 30;
    const draw = (): number => made.seed.next().value ?? 0;
    const names = madeNames(made.entries);
    const rare = Math.floor(made.entries * made.rareShare);
    const odd = oddities[made.oddity];
    const runs = Array.from({ length: made.count }, (_, index): MadeRun => {
      const isLate = made.lateEntry && index > made.count * 0.8;
      const isComplete = draw() >= made.failures;
      const { calls = [], ...more } = odd?.run?.(index, made.count) ?? {};
      return {
        day: index / perDay,
        event: index === 3 && ["once", "left the file"].includes(made.rareEvent) ? "schedule" : "push",
        legs: {
          a: isComplete,
          ...(made.legs === "two" && { b: isComplete }),
          ...(made.legs === "rare" && index === 4 && { b: isComplete }),
          ...(made.legs === "always fails" && { b: false }),
        },
        steps: ["Test"],
        ...more,
        calls: [
          ...names.filter((__, place) => place >= rare || draw() < 0.05),
          ...(isLate ? ["late.example.net:443"] : []),
          ...calls,
        ],
      };
    });
    return {
      perDay,
      runs,
      pullRequests: [],
      expected: {
        steps: [step("Test", "default-branch"), ...made.steps.map((place) => step(`On ${place}`, place))],
        legs: ["a", ...(made.legs === "one" ? [] : ["b"])].map((label) => ({
          label,
          name: [textPart(label)],
        })),
        events: made.rareEvent === "declared" ? ["schedule"] : [],
        triggers: new Set(["push", ...(made.rareEvent === "left the file" ? [] : ["schedule"])]),
      },
      settings: made.settings,
      options: { ...defaultRecommendOptions, wildcards: "ask", ...odd?.options },
    };
  });

type Advice = readonly [
  what: RegExp,
  act: (job: AdvisedJob, found: readonly string[], reason: Reason) => AdvisedJob,
];

/** Every sentence that tells what lifts a reason, and what somebody does who takes it at its word. */
const advices: readonly Advice[] = [
  [/^(\d+) more complete runs?$/, (job, [count]) => repeat(job, Number(count))],
  [
    /^(\d+) more complete runs? in a row without anything new(?:, the last of them (\d+) days? after the newest)?$/,
    (job, [count, over = "0"]) =>
      repeat(job, Math.max(Number(count), Math.ceil(Number(over) * job.perDay - 1e-9))),
  ],
  [
    /^(\d+) complete runs? in a row without anything new within (\d+) days$/,
    (job, [count, days]) =>
      repeat(job, Number(count), {}, Math.min(1 / job.perDay, (Number(days) - 1) / Number(count))),
  ],
  [
    /^a complete run at least (\d+) days? after the newest, with nothing new until then$/,
    (job, [days]) => repeat(job, 1, {}, Number(days)),
  ],
  [
    /^a complete run after (\S+) (\S+) UTC$/,
    (job, [date, time]) =>
      repeat(
        job,
        1,
        {},
        (Date.parse(`${date}T${time}Z`) - Date.UTC(2026, 0, 1)) / 86_400_000 + 0.01 - newestDay(job),
      ),
  ],
  [/^complete runs over (\d+) days?$/, (job, [days]) => repeat(job, Number(days) + 1, {}, 1)],
  [
    /^(two complete runs|another complete run) of (?:it|each)$/,
    (job, [times], { code, message }) =>
      namesIn(message).reduce(
        (next, name) =>
          repeat(
            next,
            times === "another complete run" ? 1 : 2,
            code.startsWith("event-") ? { event: name } : { legs: { a: true, [name]: true } },
          ),
        job,
      ),
  ],
  [
    /^(?:a complete run that executes (?:it|them)|re-run a run on the default branch with debug logging)$/,
    (job, _, { message }) => repeat(job, 1, { steps: namesIn(message) }),
  ],
  [
    /^a complete run of a pull request from this repository that executes (?:it|them)$/,
    (job, _, { message }) => ({
      ...job,
      pullRequests: [{ day: newestDay(job), calls: [], steps: namesIn(message) }],
    }),
  ],
  [/^set a larger `maximum-risk`$/, (job) => ({ ...job, settings: { ...job.settings, maximumRisk: 1 } })],
  [
    /^set `ready: \{infrequent: propose\}`$/,
    (job) => ({ ...job, settings: { ...job.settings, infrequent: "propose" } }),
  ],
  [/^set `wildcards: ask`$/, (job) => ({ ...job, options: { ...job.options, wildcards: "ask" } })],
  [
    /^(?:call it by its name|change the value of that secret and wait) until the old call has aged out$/,
    (job) =>
      repeat(job, Math.ceil(Math.min(200, 91 * job.perDay)) + 1, {
        calls: [...knownCalls(job), "plain.example.net:443"],
      }),
  ],
  [
    /^comment `\/egress allow NAME REASON` for each name if there are few$/,
    (job) =>
      knownCalls(job)
        .filter((call) => call.endsWith(".blob.core.windows.net:443"))
        .reduce(allow, job),
  ],
  [/^comment `\/egress allow (\S+) REASON`$/, (job, [endpoint = ""]) => allow(job, endpoint)],
  [/^wait for the next look-up$/, (job) => ({ ...job, options: { ...job.options, resolutions: new Map() } })],
];

/** The job after somebody has done what a reason says first, to the letter; null where that is a command that overrides it. */
export function obey(job: AdvisedJob, reason: Reason): AdvisedJob | null {
  const ways = reason.lift.split(/,? or (?=`|comment |set )|(?<=JOB`): /);
  for (const way of ways)
    for (const [what, act] of advices) {
      const found = what.exec(way);
      if (found !== null) return act(job, found.slice(1), reason);
    }
  if (/^comment `\/egress propose JOB`$/.test(reason.lift)) return null;
  throw new Error(`nobody knows how to do it: ${reason.lift}`);
}

/** So many more runs, each complete, at the job's pace where no other is given. */
function repeat(
  job: AdvisedJob,
  count: number,
  run: Partial<MadeRun> = {},
  apart = 1 / job.perDay,
): AdvisedJob {
  const now = newestDay(job);
  // A leg that is known to fail goes on failing, but where the one run that is asked for has to be complete.
  const fails = count > 1 && judgeJob(job).failingLegs.some(({ leg }) => leg === "b");
  const hasB = fails || judgeJob(job).failingLegs.length > 0;
  const usual = knownCalls(job).filter((call) => !isChanging(call));
  const changing = knownCalls(job).filter(isChanging);
  const more = Array.from({ length: count }, (_, index) => ({
    calls: [...usual, ...changing.slice(index % changing.length).slice(0, 1)],
    event: "push",
    steps: ["Test"],
    legs: { a: true, ...(hasB && { b: !fails }) },
    ...run,
    day: now + (index + 1) * apart,
  }));
  return { ...job, runs: [...job.runs, ...more] };
}

function allow(job: AdvisedJob, endpoint: string): AdvisedJob {
  const others = job.options.decisions.filter((decision) => decision.endpoint !== endpoint);
  const decisions = [...others, { kind: "allow", endpoint, origin: { kind: "settings" } } as const];
  return { ...job, options: { ...job.options, decisions } };
}

function newestDay({ runs }: AdvisedJob): number {
  return runs.at(-1)?.day ?? 0;
}

/** What was called by a name that can be read. */
function knownCalls({ runs }: AdvisedJob): readonly string[] {
  return [...new Set(runs.flatMap(({ calls }) => calls))].filter((call) => !call.includes(" "));
}

/** Whether a run calls it instead of others. */
function isChanging(call: string): boolean {
  return /^r\d+\./.test(call);
}

/** What a message has in quotes. */
export function namesIn(message: string): readonly string[] {
  return [...message.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? "");
}
