import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Alarm, RefusedAlarm } from "../../../src/domain/alarm/alarm.ts";
import { listFacts } from "../../../src/domain/alarm/facts.ts";
import { groupAlarms, keepNew, mostIssues, shareOut } from "../../../src/domain/alarm/group-alarms.ts";

const about = {
  jobId: "build",
  run: "7002/1",
  first: "7001/1",
  since: "2026-01-05",
  changed: [],
  commits: null,
} as const;
const refused: RefusedAlarm = {
  ...about,
  kind: "refused",
  endpoint: "evil.example.net:443",
  isBlocklisted: false,
  runs: 1,
  failed: 0,
  steps: ["Test"],
  processes: ["node"],
};
const failing = (fact: string): Alarm => ({
  ...about,
  kind: "failing",
  causes: [{ message: "it fails", lift: null, fact }],
});

describe("the facts of an alarm", () => {
  const facts = (alarm: Alarm) => listFacts("ci.yml", [alarm]);

  test.each<[string, Alarm]>([
    ["another run", { ...refused, run: "7009/1", runs: 3 }],
    ["what had changed", { ...refused, changed: ["go.sum"], commits: { base: "a", head: "b" } }],
    ["another step", { ...refused, steps: ["Other"], processes: [] }],
  ])("are the same with %s", (_, alarm) => {
    expect(facts(alarm)).toEqual(facts(refused));
  });

  test.each<[string, Alarm]>([
    ["another endpoint", { ...refused, endpoint: "other.example.net:443" }],
    ["another job", { ...refused, jobId: "test" }],
    ["a job that fails by now", { ...refused, failed: 1 }],
    ["another kind", failing("failing ")],
  ])("are others with %s", (_, alarm) => {
    expect(facts(alarm).some((fact) => !facts(refused).includes(fact))).toBe(true);
  });

  test("are others in another file, and have no more characters than a mark takes", () => {
    expect(listFacts("other.yml", [refused])).not.toEqual(facts(refused));
    const many = Array.from({ length: 200 }, (_, index) => ({
      ...refused,
      endpoint: `h${index}.example.net:443`,
    }));
    expect(listFacts("ci.yml", many).join().length).toBeLessThanOrEqual(460);
  });
});

test("alarms are grouped by kind and file, the gravest first", () => {
  const files = new Map([
    ["b.yml", [failing("x"), refused]],
    [
      "a.yml",
      [
        failing("x"),
        { kind: "harmless", jobId: "build", endpoint: "p.example.net:443", run: "1/1" } as const,
      ],
    ],
  ]);
  expect(groupAlarms(files).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    "refused b.yml",
    "failing a.yml",
    "failing b.yml",
  ]);
});

test("what is known already is not news", () => {
  const other: RefusedAlarm = { ...refused, endpoint: "other.example.net:443" };
  const [group] = groupAlarms(new Map([["a.yml", [refused, other]]]));
  if (group === undefined) throw new Error("no group");
  expect(keepNew(group, listFacts("a.yml", [refused])).alarms).toEqual([other]);
  expect(keepNew(group, group.facts).alarms).toEqual([]);
});

test("at most ten alarms get an issue of their own, and those that have one keep it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30 }), fc.func(fc.boolean()), (count, pick) => {
      const files = Array.from({ length: count }, (_, index): [string, Alarm[]] => [
        `f${index}.yml`,
        [refused],
      ]);
      const groups = groupAlarms(new Map(files));
      const open = new Set(groups.filter(({ path }) => pick(path)).slice(0, mostIssues));
      const { own, shared } = shareOut(groups, (group) => open.has(group));
      expect(own.length).toBe(Math.min(count, mostIssues));
      expect([...own, ...shared].map(({ path }) => path).sort()).toEqual(
        groups.map(({ path }) => path).sort(),
      );
      for (const group of open) expect(own).toContain(group);
    }),
  );
});
