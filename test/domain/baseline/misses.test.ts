import { describe, expect, test } from "vitest";
import type { Arrivals } from "../../../src/domain/baseline/arrival.ts";
import {
  baselineOf,
  emptyBaseline,
  factsOfLogAlone,
  mergeBaselines,
} from "../../../src/domain/baseline/baseline.ts";
import { settleDecisions } from "../../../src/domain/baseline/decided.ts";
import type { Decision } from "../../../src/domain/baseline/decision.ts";
import { findMisses, type Miss, type MissSources } from "../../../src/domain/baseline/misses.ts";
import { defaultWindow, withinWindow } from "../../../src/domain/baseline/window.ts";
import { learn, observationOf, type Run } from "../../support/baseline-builder.ts";

const host = "new.example.org";
const endpoint = `${host}:443`;
const suspects = new Map([[endpoint, ["package-lock.json"]]]);
const refusal: Run = { refused: [host] };
const failure: Run = { refused: [host], failed: true };
const held: Run = { enforcement: { state: "enforced" } };
const reverted: Run = {
  enforcement: { state: "not-enforced", cause: "host-unresolved", detail: "gone.example.com" },
};

interface Options extends Partial<MissSources> {
  readonly listed?: readonly string[];
  readonly decisions?: readonly Decision[];
  readonly movedFrom?: string | null;
  readonly isBlocking?: boolean;
  readonly arrivals?: Arrivals;
}

function find(runs: readonly Run[], options: Options = {}): readonly Miss[] {
  const {
    trial = emptyBaseline,
    unproven = emptyBaseline,
    listed = [],
    decisions = [],
    movedFrom = null,
    isBlocking = true,
  } = options;
  return findMisses(
    { baseline: learn(runs), trial, unproven },
    {
      isListed: ({ host: name, port }) => listed.includes(`${name}:${port}`),
      findMovedFrom: () => movedFrom,
      decided: settleDecisions(decisions),
      isBlocking,
      arrivals: options.arrivals ?? {},
    },
  );
}

const verdicts = (misses: readonly Miss[]): readonly string[] =>
  misses.map((miss) => `${miss.endpoint} ${miss.verdict}`);

const person = (kind: "allow" | "deny", of: string): Decision => ({
  kind,
  endpoint: of,
  origin: { kind: "person", login: "mona", at: "2026-01-05T00:00:00Z", reason: "" },
});

test.each([
  ["three attempts of one run are one", [1, 1, 1], "asked"],
  ["three runs are three", [1, 2, 3], "repair"],
] as const)("after a run that did without: %s failure in a row", (_, places, verdict) => {
  const failures = places.map((place, index) => {
    const facts = { ...factsOfLogAlone, failed: true, attempt: index + 1 };
    return baselineOf(observationOf(failure, place), facts) ?? emptyBaseline;
  });
  const misses = findMisses(
    {
      baseline: [learn([refusal]), ...failures].reduce(mergeBaselines),
      trial: emptyBaseline,
      unproven: emptyBaseline,
    },
    {
      isListed: () => false,
      findMovedFrom: () => null,
      decided: settleDecisions([]),
      isBlocking: true,
      arrivals: {},
    },
  );
  expect(verdicts(misses)).toEqual([`${endpoint} ${verdict}`]);
});

describe("what was refused", () => {
  test.each<[string, readonly Run[], Options, readonly string[]]>([
    ["once without harm is asked about", [{}, refusal], {}, [`${endpoint} asked`]],
    [
      "without harm, however often, is asked about",
      Array.from({ length: 12 }, () => refusal),
      {},
      [`${endpoint} asked`],
    ],
    ["in a job that failed is repaired at once", [{}, failure], {}, [`${endpoint} repair`]],
    [
      "without harm, and once in a job that failed, is asked about",
      [refusal, refusal, failure, refusal],
      {},
      [`${endpoint} asked`],
    ],
    [
      "without harm, and then in three that failed, is repaired",
      [refusal, refusal, failure, failure, failure],
      {},
      [`${endpoint} repair`],
    ],
    [
      "without harm, and once in a job that failed, and is known to have taken a listed host's place, is repaired",
      [refusal, failure, refusal],
      { movedFrom: "old.example.org" },
      [`${endpoint} repair`],
    ],
    [
      "without harm, and then in two that failed, is asked about",
      [refusal, failure, failure],
      {},
      [`${endpoint} asked`],
    ],
    ["and is listed by now is no miss", [failure], { listed: [endpoint] }, []],
    ["and was called since, held to the list, is no miss", [failure, { ...held, calls: [host] }], {}, []],
    ["and was called since in audit mode is one", [failure, { calls: [host] }], {}, [`${endpoint} repair`]],
    [
      "and was called since in audit mode is no miss where the job is in audit mode",
      [failure, { calls: [host] }],
      { isBlocking: false },
      [],
    ],
    [
      "and was called since where all rules were dropped is one",
      [failure, { ...reverted, calls: [host] }],
      {},
      [`${endpoint} repair`],
    ],
    [
      "and was called by an older run that was run again is one",
      [
        { ...failure, runId: 2_000 },
        { ...held, runId: 1_999, day: 5, calls: [host] },
      ],
      {},
      [`${endpoint} repair`],
    ],
    ["after it was called is one", [{ calls: [host] }, failure], {}, [`${endpoint} repair`]],
    ["after an update waits for a person", [{}, { ...failure, suspects }], {}, [`${endpoint} suspicious`]],
    [
      "after an update, and again later, waits for a person",
      [{}, { ...failure, suspects }, failure, failure],
      {},
      [`${endpoint} suspicious`],
    ],
    [
      "after an update, and is known to have taken a listed host's place, is repaired",
      [{}, { ...failure, suspects }],
      { movedFrom: "old.example.org" },
      [`${endpoint} repair`],
    ],
    [
      "after an update, and was allowed by a person, is repaired",
      [{}, { ...failure, suspects }],
      { decisions: [person("allow", endpoint)] },
      [`${endpoint} repair`],
    ],
    [
      "and was allowed is repaired at once",
      [refusal],
      { decisions: [person("allow", endpoint)] },
      [`${endpoint} repair`],
    ],
    [
      "and falls under an allowed pattern is repaired at once",
      [refusal],
      { decisions: [person("allow", "*.example.org:443")] },
      [`${endpoint} repair`],
    ],
    ["and was denied is not", [failure], { decisions: [person("deny", endpoint)] }, [`${endpoint} denied`]],
    ["though the list had it is told", [{ refused: [`${host}!`] }], {}, [`${endpoint} listed`]],
    [
      "though the list had it, beside calls that went through, is told",
      [{ calls: [host], refused: [`${host}!`] }],
      {},
      [`${endpoint} listed`],
    ],
    [
      "though the list had it, and went through later, is nothing",
      [{ refused: [`${host}!`] }, { ...held, calls: [host] }],
      {},
      [],
    ],
    [
      "by the global block list is told",
      [{ refused: [`${host}?`], failed: true }],
      {},
      [`${endpoint} blocklisted`],
    ],
    [
      "under a name that GitHub masks is told",
      [{ masked: ["api.***.org!"] }],
      {},
      ["api.***.org:443 masked"],
    ],
    ["by its address is told", [{ refused: ["203.0.113.7"] }], {}, ["203.0.113.7 address"]],
    [
      "and has no public name is told",
      [{ refused: ["db.internal"], failed: true }],
      {},
      ["db.internal:443 unlistable"],
    ],
    [
      "to services of the runner image is nothing",
      [{ refused: ["api.snapcraft.io", "docker.io"], failed: true }],
      {},
      [],
    ],
  ])("%s", (_, runs, options, expected) => {
    expect(verdicts(find(runs, options))).toEqual(expected);
  });

  test("names runs, failures, steps and what had changed", () => {
    const [miss] = find([{}, refusal, { ...failure, suspects }]);
    expect(miss).toEqual({
      endpoint,
      verdict: "suspicious",
      runs: new Set(["1001/1", "1002/1"]),
      failed: new Set(["1002/1"]),
      steps: ["Run tests"],
      processes: ["curl"],
      changed: ["package-lock.json"],
      movedFrom: null,
      isFromTrial: false,
      seenIn: null,
    });
  });
});

describe("many new names", () => {
  const names = Array.from({ length: 10 }, (_, index) => `vanity-${index}.example.org`);
  const burst: Run = { refused: names, failed: true };
  const kinds = (runs: readonly Run[], options: Options = {}): readonly string[] => [
    ...new Set(find(runs, options).map(({ verdict }) => verdict)),
  ];

  test.each<[string, readonly Run[], Options, readonly string[]]>([
    ["in one run that failed wait", [{}, burst], {}, ["burst"]],
    ["and gone in the next wait", [{}, burst, {}], {}, ["burst"]],
    ["in a second run that failed are repaired", [{}, burst, {}, burst], {}, ["repair"]],
    ["but one less are repaired", [{}, { ...burst, refused: names.slice(1) }], {}, ["repair"]],
    ["in a trial wait, too", [{}], { trial: learn([{ ...burst, runId: 5_000 }]) }, ["burst"]],
    [
      "that were allowed do not wait",
      [{}, burst],
      { decisions: [person("allow", "*.example.org:443")] },
      ["repair"],
    ],
    ["that are doors of listed ones do not wait", [{}, burst], { movedFrom: "old.example.org" }, ["repair"]],
  ])("%s", (_, runs, options, expected) => {
    expect(kinds(runs, options)).toEqual(expected);
  });

  test("that one run has in common with no other wait, the others do not", () => {
    const misses = find([{ ...failure }, { ...burst, refused: [...names, host] }]);
    expect(misses.filter(({ verdict }) => verdict !== "burst")).toMatchObject([
      { endpoint, verdict: "repair" },
    ]);
  });
});

test("a door that anybody can write to waits after an update, though the list has another door", () => {
  const open = "docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com";
  const after: Run = {
    refused: [open],
    failed: true,
    suspects: new Map([[`${open}:443`, ["package-lock.json"]]]),
  };
  expect(verdicts(find([{}, after], { movedFrom: "production.cloudflare.docker.com" }))).toEqual([
    `${open}:443 suspicious`,
  ]);
});

describe("what other runs were refused", () => {
  test("of pull requests, forks and bots waits for a person, however often", () => {
    const unproven = learn([failure, failure, failure, failure]);
    expect(verdicts(find([{}], { unproven }))).toEqual([`${endpoint} unproven`]);
    expect(verdicts(find([{}], { unproven, decisions: [person("allow", endpoint)] }))).toEqual([
      `${endpoint} repair`,
    ]);
    expect(verdicts(find([{ calls: [host] }], { unproven }))).toEqual([]);
  });

  test("of pull requests does not hide what the default branch was", () => {
    expect(verdicts(find([refusal], { unproven: learn([failure]) }))).toEqual([`${endpoint} asked`]);
  });

  test("of the bot's trial counts like the default branch, and stays after the second round called it", () => {
    const tried: Run = { ...failure, runId: 5_000 };
    const again: Run = { calls: [host], runId: 5_001 };
    expect(find([{}], { trial: learn([tried]) })).toMatchObject([
      { endpoint, verdict: "repair", isFromTrial: true },
    ]);
    expect(find([{}], { trial: learn([tried, again]) })).toMatchObject([
      { endpoint, verdict: "repair", isFromTrial: true },
    ]);
    expect(verdicts(find([{}], { trial: learn([{ ...tried, suspects }]) }))).toEqual([
      `${endpoint} suspicious`,
    ]);
    expect(verdicts(find([{}], { trial: learn([{ refused: [host], runId: 5_000 }]) }))).toEqual([
      `${endpoint} asked`,
    ]);
  });
});

describe("what was refused in a run that has left the window", () => {
  const cut = (runs: readonly Run[]) => {
    const baseline = withinWindow(learn(runs), defaultWindow);
    return findMisses(
      { baseline, trial: emptyBaseline, unproven: emptyBaseline },
      {
        isListed: () => false,
        findMovedFrom: () => null,
        decided: settleDecisions([]),
        isBlocking: true,
        arrivals: {},
      },
    );
  };
  const often = (count: number, perDay: number, from = 1): readonly Run[] =>
    Array.from({ length: count }, (_, index) => ({ ...held, day: from + index / perDay }));

  test.each<[string, readonly Run[], readonly string[]]>([
    ["is missed still", [failure, ...often(600, 30)], [`${endpoint} repair`]],
    ["waits for a person still", [{ ...failure, suspects }, ...often(600, 30)], [`${endpoint} suspicious`]],
    ["and was called since is no miss", [failure, { ...held, calls: [host] }, ...often(600, 30, 2)], []],
    ["more than 90 days ago is forgotten", [failure, ...often(600, 5)], []],
  ])("%s", (_, runs, expected) => {
    expect(verdicts(cut(runs))).toEqual(expected);
  });
});
