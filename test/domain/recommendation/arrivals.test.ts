import { describe, expect, test } from "vitest";
import { findFirstRuns } from "../../../src/domain/baseline/arrival.ts";
import { findLookBack } from "../../../src/domain/baseline/look-back.ts";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import { defaultRecommendOptions } from "../../../src/domain/recommendation/recommendation.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const quiet = (count: number): readonly Run[] =>
  Array.from({ length: count }, () => ({ calls: ["pypi.org"] }));
const calling = (host: string): Run => ({ calls: ["pypi.org", host] });
const dayOf = (day: number): string => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString();

describe("what a run is compared with", () => {
  test.each<[string, readonly Run[], string, string]>([
    ["the only run before", [{}, {}], "1000/1", "1000/1"],
    ["two runs before, a day each", [{}, {}, {}, {}], "1001/1", "1000/1"],
    [
      "a day before where runs are many",
      Array.from({ length: 9 }, (_, at) => ({ day: at / 4 })),
      "1004/1",
      "1000/1",
    ],
    ["25 runs and 30 days before", quiet(40), "1037/1", "1009/1"],
    [
      "25 runs before where 30 days have fewer",
      Array.from({ length: 40 }, (_, at) => ({ day: at * 7 })),
      "1037/1",
      "1014/1",
    ],
    ["no run that broke off", [{}, { complete: false }, { complete: false }, {}], "1000/1", "1000/1"],
    [
      "runs that broke off, where those of the last weeks all did but the newest",
      [...Array.from({ length: 40 }, () => ({ complete: false })), ...quiet(6)],
      "1043/1",
      "1015/1",
    ],
    [
      "the oldest, though it broke off, where none is old enough",
      [{ complete: false }, {}, {}],
      "1000/1",
      "1000/1",
    ],
    [
      "the oldest that broke off, where no other is there",
      [{ complete: false }, { cancelled: true }, {}],
      "1000/1",
      "1000/1",
    ],
  ])("%s", (_, runs, near, far) => {
    const { runs: observed } = learn(runs);
    const last = `${1_000 + runs.length - 1}/1`;
    expect(findLookBack({ runs: observed }, last, observed.get(last)?.at ?? "")).toEqual({ near, far });
  });

  test("is no other attempt of itself, and nothing where it is the first", () => {
    const { runs } = learn([{}]);
    expect(findLookBack({ runs }, "1000/2", dayOf(1))).toBeNull();
    expect(findLookBack({ runs }, "1000/1", dayOf(0))).toBeNull();
  });
});

describe("the run that first wanted an endpoint", () => {
  test("is the first that called or was refused it, and not the job's first run", () => {
    const baseline = learn([...quiet(3), { refused: ["late.example"] }, calling("late.example")]);
    expect(findFirstRuns(baseline, ["late.example:443", "pypi.org:443", "never.example:443"])).toEqual([
      { endpoint: "late.example:443", run: "1003/1", at: dayOf(3), near: "1001/1", far: "1000/1" },
    ]);
  });
});

describe("an endpoint that a job first wanted late", () => {
  const changed = { at: dayOf(12), justBefore: ["package-lock.json"], weeksBefore: ["package-lock.json"] };
  const recommendWith = (runs: readonly Run[], arrivals: object, decisions: readonly string[] = []) =>
    recommend(learn(runs), {
      ...defaultRecommendOptions,
      arrivals: arrivals as never,
      decisions: decisions.map((endpoint) => ({
        kind: "allow" as const,
        endpoint,
        origin: { kind: "person" as const, login: "mona", at: dayOf(20), reason: "" },
      })),
    });
  const late = [...quiet(12), calling("late.example")];

  test("right after something changed waits for a word", () => {
    const { entries, leftOut } = recommendWith(late, { "late.example:443": changed });
    expect(entries.map(({ text }) => text)).toEqual(["pypi.org:443"]);
    expect(leftOut).toEqual([
      {
        endpoint: "late.example:443",
        reason: "new-after-dependency-change",
        decision: null,
        changed: ["package-lock.json"],
        since: 12,
      },
    ]);
  });

  test.each(["late.example:443", "*.example:443"])("and is listed once %s is allowed", (allowed) => {
    const { entries, leftOut } = recommendWith(late, { "late.example:443": changed }, [allowed]);
    expect(leftOut).toEqual([]);
    expect(entries[0]).toMatchObject({ text: allowed, changed: ["package-lock.json"] });
    expect(entries[0]?.flags).toContain("new-after-dependency-change");
  });

  test("weeks after something changed is listed with the flag that names it", () => {
    const slept = { ...changed, justBefore: [] };
    const { entries } = recommendWith(late, { "late.example:443": slept });
    expect(entries[0]).toMatchObject({
      text: "late.example:443",
      flags: ["new-after-dependency-change", "late-arrival", "unknown-host", "rare"],
      changed: ["package-lock.json"],
    });
  });

  test("cannot hide behind a pattern of names of its own", () => {
    const names = ["a1", "b2", "c3", "d4", "e5"].map((name) => `${name}.late.example`);
    const runs = [...quiet(12), ...names.map(calling)];
    const arrivals = Object.fromEntries(names.map((name) => [`${name}:443`, changed]));
    const { entries, leftOut } = recommendWith(runs, arrivals);
    expect(entries.map(({ text }) => text)).toEqual(["pypi.org:443"]);
    expect(leftOut.map(({ reason }) => reason)).toEqual(names.map(() => "new-after-dependency-change"));
  });

  test.each<[string, readonly Run[], string, readonly string[]]>([
    [
      "after 10 runs and 7 days is late",
      [...quiet(10), calling("a.example")],
      "a.example:443",
      ["late-arrival"],
    ],
    ["after 9 runs is not", [...quiet(9), calling("a.example")], "a.example:443", []],
    [
      "within 7 days is not",
      [...Array.from({ length: 20 }, (_, at) => ({ day: at / 4 })), { ...calling("a.example"), day: 6 }],
      "a.example:443",
      [],
    ],
    [
      "at somebody's place is told",
      [...quiet(3), calling("a.s3.amazonaws.com")],
      "a.s3.amazonaws.com:443",
      ["newly-shared-tenant"],
    ],
    [
      "at somebody's place from the start is not",
      [calling("a.s3.amazonaws.com"), ...quiet(3)],
      "a.s3.amazonaws.com:443",
      [],
    ],
    [
      "in letters of another alphabet is told",
      [calling("xn--80ak6aa92e.com")],
      "xn--80ak6aa92e.com:443",
      ["punycode"],
    ],
    ["like a known one is told", [calling("giithub.com")], "giithub.com:443", ["similar-to"]],
    ["unknown is told", [calling("a.example")], "a.example:443", ["unknown-host"]],
    ["known is not", [calling("files.pythonhosted.org")], "files.pythonhosted.org:443", []],
  ])("%s", (_, runs, text, expected) => {
    const told = ["late-arrival", "newly-shared-tenant", "punycode", "similar-to", "unknown-host"];
    const flags = recommendWith(runs, {}).entries.find((entry) => entry.text === text)?.flags ?? [];
    const looked = expected.includes("unknown-host") ? told : told.filter((flag) => flag !== "unknown-host");
    expect(flags.filter((flag) => looked.includes(flag))).toEqual(expected);
  });
});
