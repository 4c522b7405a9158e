import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyBaseline } from "../../../src/domain/baseline/baseline.ts";
import {
  defaultReadinessSettings,
  type Readiness,
  type ReadinessSettings,
  type Reason,
} from "../../../src/domain/readiness/gate.ts";
import { judgeReadiness } from "../../../src/domain/readiness/judge-readiness.ts";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import type { Expected, ExpectedStep } from "../../../src/domain/workflow/jobs/expected.ts";
import { textPart } from "../../../src/domain/workflow/name-pattern.ts";
import { createLivingBaseline, type MadeRun, madeNames } from "../../support/rhythm.ts";

/** A job, what its file expects, and how often it runs. */
interface Job {
  readonly perDay: number;
  readonly runs: readonly MadeRun[];
  readonly pullRequests: readonly MadeRun[];
  readonly expected: Expected;
  readonly settings: ReadinessSettings;
}

const places = ["default-branch", "debug-logging", "pull-requests", "tags", "elsewhere"] as const;
const step = (label: string, place: ExpectedStep["place"]): ExpectedStep => ({
  label,
  keys: [textPart(label)],
  place,
});

const job: fc.Arbitrary<Job> = fc
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
    seed: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map((made) => {
    const perDay = made.perMonth / 30;
    const draw = (): number => made.seed.next().value ?? 0;
    const names = madeNames(made.entries);
    const rare = Math.floor(made.entries * made.rareShare);
    const runs = Array.from({ length: made.count }, (_, index): MadeRun => {
      const isLate = made.lateEntry && index > made.count * 0.8;
      const isComplete = draw() >= made.failures;
      return {
        day: index / perDay,
        calls: [
          ...names.filter((__, place) => place >= rare || draw() < 0.05),
          ...(isLate ? ["late.example.org:443"] : []),
        ],
        event:
          index === 3 && made.rareEvent !== "none" && made.rareEvent !== "declared" ? "schedule" : "push",
        legs: {
          a: isComplete,
          ...(made.legs === "two" && { b: isComplete }),
          ...(made.legs === "rare" && index === 4 && { b: isComplete }),
          ...(made.legs === "always fails" && { b: false }),
        },
        steps: ["Test"],
      };
    });
    const triggers = new Set(["push", ...(made.rareEvent === "left the file" ? [] : ["schedule"])]);
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
        triggers,
      },
      settings: made.settings,
    };
  });

function judge({ runs, pullRequests, expected, settings }: Job): Readiness {
  const learn = (made: readonly MadeRun[]) => {
    const living = createLivingBaseline();
    for (const run of made) living.add(run);
    return made.length === 0 ? emptyBaseline : living.baseline();
  };
  const baseline = learn(runs);
  const options = { settings, expected, pullRequests: learn(pullRequests) };
  return judgeReadiness(baseline, recommend(baseline), options);
}

/** The job after somebody has done what a reason says, to the letter; null where it names a command alone. */
function obey(job: Job, { code, message, lift }: Reason): Job | null {
  const [advice = ""] = lift.split(/,? or `\/egress propose JOB`/);
  const newest = job.runs.at(-1);
  const now = newest?.day ?? 0;
  const quiet = {
    calls: listKnown(job),
    event: "push",
    steps: ["Test"],
  };
  // A leg that is known to fail goes on failing, but where the one run that is asked for comes after a long time.
  const fails = judge(job).failingLegs.some(({ leg }) => leg === "b");
  const legs = { a: true, ...(fails && { b: false }) };
  const add = (count: number, apart: number, more: Partial<MadeRun> = {}): Job =>
    append(job, count, apart, {
      ...quiet,
      legs: count === 1 && fails ? { a: true, b: true } : legs,
      ...more,
    });
  const pace = 1 / job.perDay;
  const some =
    /^(\d+) more complete runs?(?: in a row without anything new)?(?: within (\d+) days|, the last of them (\d+) days? after the newest)?$/.exec(
      advice,
    );
  if (some !== null) {
    const [count, within, over] = some.slice(1).map((text) => (text === undefined ? null : Number(text)));
    if (count == null) return null;
    if (within != null) return add(count, Math.min(pace, (within - 1) / count));
    return add(over == null ? count : Math.max(count, Math.ceil(over / pace)), pace);
  }
  const after = /^a complete run after (\S+) (\S+) UTC$/.exec(advice);
  if (after !== null)
    return add(1, (Date.parse(`${after[1]}T${after[2]}Z`) - Date.UTC(2026, 0, 1)) / 86_400_000 + 0.01 - now);
  const later = /^a complete run (\d+) days? after the newest or later, and nothing new until then$/.exec(
    advice,
  );
  if (later !== null) return add(1, Number(later[1]));
  if (/^complete runs over \d+ days?$/.test(advice)) return add(100, 1);
  const named = [...message.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? "");
  const times = advice.startsWith("two complete runs of")
    ? 2
    : advice.startsWith("another complete run of")
      ? 1
      : 0;
  if (times > 0 && code.startsWith("event-"))
    return named.reduce<Job>((next, event) => append(next, times, pace, { ...quiet, event, legs }), job);
  if (times > 0 && code.startsWith("leg-"))
    return add(times, pace, { legs: Object.fromEntries(named.map((name) => [name, true])) });
  if (/^a complete run that executes (it|them)$/.test(advice) || advice.includes("with debug logging"))
    return add(1, pace, { steps: named });
  if (advice.startsWith("a complete run of a pull request of this repository that executes"))
    return { ...job, pullRequests: [{ ...quiet, day: now, steps: named }] };
  if (advice.startsWith("a larger `maximum-risk` in the settings"))
    return { ...job, settings: { ...job.settings, maximumRisk: 1 } };
  if (lift.includes("`ready: {infrequent: propose}` in the settings"))
    return { ...job, settings: { ...job.settings, infrequent: "propose" } };
  return null;
}

/** The job after so many more runs, so many days apart. */
function append(job: Job, count: number, apart: number, run: Omit<MadeRun, "day">): Job {
  const now = job.runs.at(-1)?.day ?? 0;
  const more = Array.from({ length: count }, (_, index) => ({ ...run, day: now + (index + 1) * apart }));
  return { ...job, runs: [...job.runs, ...more] };
}

function listKnown({ runs }: Job): readonly string[] {
  return [...new Set(runs.flatMap(({ calls }) => calls))];
}

const long = { timeout: 180_000 };
test(
  "what a reason says would lift it does lift it, and what nothing but a command lifts names the command",
  long,
  () => {
    let obeyed = 0;
    fc.assert(
      fc.property(job, (one) => {
        for (const reason of judge(one).reasons) {
          const after = obey(one, reason);
          if (after === null) {
            expect(reason.lift).toContain("`/egress propose JOB`");
            continue;
          }
          obeyed += 1;
          const left = judge(after).reasons.filter(({ code }) => code === reason.code);
          const again = left.filter(({ message }) => !isOther(reason, message));
          if (again.length > 0)
            throw new Error(
              `${reason.code}: ${reason.message} → ${reason.lift}\nthen: ${again[0]?.message} → ${again[0]?.lift}`,
            );
        }
      }),
      { numRuns: 150 },
    );
    expect(obeyed).toBeGreaterThan(100);
  },
);

/** Whether a reason of the same kind is about other names, which is another reason. */
function isOther({ message }: Reason, later: string): boolean {
  const names = (text: string): readonly string[] =>
    [...text.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? "");
  const before = names(message);
  return before.length > 0 && names(later).every((name) => !before.includes(name));
}

test("the advice can be told from one that does not work", () => {
  const settings = { ...defaultReadinessSettings, quietRuns: 40 };
  const expected = { steps: [], legs: null, events: [], triggers: null };
  const runs = Array.from({ length: 12 }, (_, day) => ({ day, calls: madeNames(1) }));
  const one: Job = { perDay: 1, runs, pullRequests: [], expected, settings };
  const [reason] = judge(one).reasons.filter(({ code }) => code === "too-few-quiet-runs");
  if (reason === undefined) throw new Error("no reason");
  const stingy = { ...reason, lift: reason.lift.replace(/^\d+/, "3") };
  expect(judge(obey(one, reason) ?? one).reasons.map(({ code }) => code)).not.toContain("too-few-quiet-runs");
  expect(judge(obey(one, stingy) ?? one).reasons.map(({ code }) => code)).toContain("too-few-quiet-runs");
});
