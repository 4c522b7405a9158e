import { describe, expect, test } from "vitest";
import { settleDecisions } from "../../../src/domain/baseline/decided.ts";
import type { Decision } from "../../../src/domain/baseline/decision.ts";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import {
  defaultRecommendOptions,
  type RecommendOptions,
} from "../../../src/domain/recommendation/recommendation.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

type Words = readonly [kind: "allow" | "deny", endpoint: string, by?: "settings" | string];

/** Decisions of people on a day of January, or of the settings. */
function decide(...words: readonly Words[]): readonly Decision[] {
  return words.map(([kind, endpoint, by = "2026-01-05"]) => ({
    kind,
    endpoint,
    origin:
      by === "settings"
        ? { kind: "settings" }
        : { kind: "person", login: "octocat", at: `${by}T00:00:00Z`, reason: "" },
  }));
}

function recommendWith(runs: readonly Run[], options: Partial<RecommendOptions>) {
  return recommend(learn(runs), { ...defaultRecommendOptions, ...options });
}

const rotating: readonly Run[] = ["r1", "r2", "r3", "r4"].map((name) => ({ calls: [`${name}.example.com`] }));
const stranger = {
  host: "cdn.example.net",
  via: "resolved-shared-address",
  sharedWith: ["a.example.org"],
} as const;

describe("of two decisions counts", () => {
  test.each<[string, readonly Words[], "allow" | "deny" | null]>([
    [
      "a person's, not the settings'",
      [
        ["deny", "a.example.com:443", "settings"],
        ["allow", "a.example.com:443"],
      ],
      "allow",
    ],
    [
      "a person's deny",
      [
        ["deny", "a.example.com:443"],
        ["allow", "a.example.com:443", "settings"],
      ],
      "deny",
    ],
    [
      "the later of two persons'",
      [
        ["allow", "a.example.com:443", "2026-01-09"],
        ["deny", "a.example.com:443", "2026-01-08"],
      ],
      "allow",
    ],
    [
      "the deny of two at once",
      [
        ["allow", "a.example.com:443"],
        ["deny", "a.example.com:443"],
      ],
      "deny",
    ],
    [
      "the settings' deny, not their allow",
      [
        ["allow", "a.example.com:443", "settings"],
        ["deny", "a.example.com:443", "settings"],
      ],
      "deny",
    ],
    [
      "the settings' deny of a pattern, not their allow of a name in it",
      [
        ["allow", "a.example.com:443", "settings"],
        ["deny", "*.example.com:443", "settings"],
      ],
      "deny",
    ],
    [
      "a person's allow of a name in a pattern that the settings deny",
      [
        ["allow", "a.example.com:443"],
        ["deny", "*.example.com:443", "settings"],
      ],
      "allow",
    ],
    [
      "a person's later deny of a pattern",
      [
        ["allow", "a.example.com:443", "2026-01-05"],
        ["deny", "*.example.com:443", "2026-01-06"],
      ],
      "deny",
    ],
    [
      "a person's allow of a pattern within a denied one",
      [
        ["allow", "a*.example.com:443"],
        ["deny", "*.example.com:443", "settings"],
      ],
      null,
    ],
    ["none of another port", [["deny", "a.example.com:8443"]], null],
    ["none that cannot be read", [["deny", "a_b.example.com:443"]], null],
  ])("%s", (_, words, kind) => {
    for (const order of [decide(...words), decide(...words).toReversed()]) {
      expect(settleDecisions(order).of({ host: "a.example.com", port: 443 })?.kind ?? null).toBe(kind);
    }
  });
});

describe("an allow", () => {
  test("of what nobody called is an entry without a sighting, from before all runs", () => {
    const decisions = decide(["allow", "new.example.com:8443"]);
    const { entries } = recommendWith([{ calls: ["a.example.com"] }], { decisions });
    expect(entries).toMatchObject([
      { text: "a.example.com:443", decision: null, flags: ["unknown-host"], since: 0 },
      {
        text: "new.example.com:8443",
        decision: decisions[0],
        flags: ["unknown-host", "allowed-by-hand"],
        since: -1,
      },
    ]);
    expect(entries[1]?.sighting.runs.size).toBe(0);
  });

  test("of what was called names the decision beside the sighting", () => {
    const decisions = decide(["allow", "a.example.com:443", "settings"]);
    const { entries } = recommendWith([{}, { calls: ["a.example.com"] }], { decisions });
    expect(entries).toMatchObject([
      {
        text: "a.example.com:443",
        decision: decisions[0],
        flags: ["unknown-host", "rare", "allowed-by-hand"],
        since: 1,
      },
    ]);
  });

  test.each<[string, Run, string]>([
    ["shared-address-other-owner", { endpoints: [stranger] }, "cdn.example.net:443"],
    ["resolved-only", { resolvedOnly: ["cdn.example.net"] }, "cdn.example.net:443"],
  ])("lifts %s", (reason, run, endpoint) => {
    expect(recommendWith([run], {}).leftOut).toMatchObject([{ reason }]);
    for (const allowed of [endpoint, "*.example.net:443"]) {
      const { entries, leftOut } = recommendWith([run], { decisions: decide(["allow", allowed]) });
      expect(entries.map(({ text }) => text)).toEqual([allowed]);
      expect(leftOut).toEqual([]);
    }
  });

  test.each<[string, Run, string]>([
    ["not-tcp", { calls: ["dns.google:53"] }, "dns.google:53"],
    ["not-tcp", {}, "ntp.ubuntu.com:123"],
    ["private-name", { calls: ["db.internal"] }, "db.internal:443"],
    ["private-name", {}, "*.internal:443"],
    ["runner-service", {}, "hosted-compute-watchdog-prod-eus-01.githubapp.com:443"],
    ["implicit", { endpoints: [{ host: "codeload.github.com", implicit: true }] }, "codeload.github.com:443"],
    [
      "always-reachable",
      { endpoints: [{ host: "db.example.com", alwaysReachable: true }] },
      "db.example.com:443",
    ],
    ["address-without-name", { addresses: ["9.9.9.9:443"] }, "9.9.9.9:443"],
  ])("does not lift %s", (reason, run, endpoint) => {
    const { entries, leftOut } = recommendWith([run], { decisions: decide(["allow", endpoint]) });
    expect(entries).toEqual([]);
    expect(leftOut).toEqual([{ endpoint, reason, decision: null }]);
  });

  test("of a pattern stands for all that fit, from the first on", () => {
    const runs = [{ calls: ["x.example.com"] }, ...rotating, { calls: ["y.example.com:8443"] }];
    const decisions = decide(["allow", "r*.example.com:443"]);
    const { entries, holds } = recommendWith(runs, { decisions, wildcards: "ask" });
    expect(entries.map(({ text }) => text)).toEqual([
      "r*.example.com:443",
      "x.example.com:443",
      "y.example.com:8443",
    ]);
    expect(entries[0]).toMatchObject({
      since: 1,
      flags: ["unknown-host", "rotating-host", "allowed-by-hand"],
    });
    expect(entries[0]?.covers).toHaveLength(4);
    expect(holds).toEqual([]);
  });

  test("of single names takes them out of a rotation", () => {
    const runs = ["a", "b", "c", "d"].map((name) => ({ calls: [`${name}.blob.core.windows.net`] }));
    expect(recommendWith(runs, {}).holds).toHaveLength(1);
    const decisions = decide(["allow", "a.blob.core.windows.net:443"]);
    const { entries, holds } = recommendWith(runs, { decisions });
    expect(entries).toHaveLength(4);
    expect(holds).toEqual([]);
  });
});

describe("a deny", () => {
  test("leaves out what was called, and says who said so", () => {
    const decisions = decide(["deny", "*.example.com:443"], ["deny", "b.example.org:443", "settings"]);
    const runs = [{ calls: ["a.example.com", "a.example.com:8443", "b.example.org", "c.example.org"] }];
    const { entries, leftOut } = recommendWith(runs, { decisions });
    expect(entries.map(({ text }) => text)).toEqual(["a.example.com:8443", "c.example.org:443"]);
    expect(leftOut).toEqual([
      { endpoint: "a.example.com:443", reason: "denied", decision: decisions[0] },
      { endpoint: "b.example.org:443", reason: "denied", decision: decisions[1] },
    ]);
  });

  test("of what is left out anyway stands beside the reason", () => {
    const decisions = decide(["deny", "cdn.example.net:443"]);
    const { leftOut } = recommendWith([{ endpoints: [stranger] }], { decisions });
    expect(leftOut).toEqual([
      { endpoint: "cdn.example.net:443", reason: "shared-address-other-owner", decision: decisions[0] },
    ]);
  });

  test("of all siblings leaves no rotation", () => {
    const { entries, holds } = recommendWith(rotating, { decisions: decide(["deny", "r*.example.com:443"]) });
    expect([entries, holds]).toEqual([[], []]);
  });

  test.each<[string, readonly Words[], boolean]>([
    ["a name that fits", [["deny", "r9.example.com:443"]], true],
    ["a sibling that was called", [["deny", "r5.example.com:443"]], true],
    ["a pattern that overlaps", [["deny", "r7*.example.com:443", "settings"]], true],
    ["a name at another port", [["deny", "r9.example.com:8443"]], false],
    ["a name that does not fit", [["deny", "x9.example.com:443"]], false],
    ["a pattern beside it", [["deny", "x*.example.com:443"]], false],
    [
      "a name that was allowed in spite of it",
      [
        ["deny", "r9.example.com:443", "settings"],
        ["allow", "r9.example.com:443"],
      ],
      false,
    ],
    [
      "a name in a pattern allowed by hand",
      [
        ["deny", "zz.example.org:443"],
        ["allow", "z*.example.org:443"],
      ],
      true,
    ],
    [
      "a wider pattern, in spite of which this one was allowed",
      [
        ["deny", "*.example.org:443", "settings"],
        ["allow", "z*.example.org:443"],
      ],
      false,
    ],
  ])("within a pattern holds the job: %s", (_, words, isHeld) => {
    const decisions = decide(...words);
    const { holds, entries } = recommendWith([...rotating, { calls: ["r5.example.com"] }], { decisions });
    const denied = words.find(([kind]) => kind === "deny")?.[1];
    const found = holds.map((hold) => (hold.code === "denied-name-in-pattern" ? hold.denied : hold.code));
    expect(found).toEqual(isHeld ? [denied] : []);
    expect(entries.map(({ text }) => text)).toContain("r*.example.com:443");
  });
});

describe("wildcards", () => {
  const unsafe = ["a", "b", "c", "d"].map((name) => ({ calls: [`${name}.blob.core.windows.net`] }));

  test.each<[RecommendOptions["wildcards"], readonly Run[], readonly string[], readonly unknown[]]>([
    ["allow", rotating, ["r*.example.com:443"], []],
    [
      "ask",
      rotating,
      ["r*.example.com:443"],
      [{ code: "wildcard-not-confirmed", endpoint: "r*.example.com:443" }],
    ],
    [
      "never",
      rotating,
      [],
      [{ code: "rotating-host-without-pattern", endpoint: "r1.example.com:443", isForbidden: true }],
    ],
    ...(["allow", "ask", "never"] as const).map(
      (wildcards): [typeof wildcards, readonly Run[], readonly string[], readonly unknown[]] => [
        wildcards,
        unsafe,
        [],
        [
          {
            code: "rotating-host-without-pattern",
            endpoint: "a.blob.core.windows.net:443",
            isForbidden: false,
          },
        ],
      ],
    ),
  ])("%s: %j", (wildcards, runs, expected, held) => {
    const { entries, holds } = recommendWith(runs, { wildcards });
    expect(entries.map(({ text }) => text)).toEqual(expected);
    expect(holds).toEqual(held);
  });

  test("another pattern's allow confirms nothing", () => {
    const options = { wildcards: "ask", decisions: decide(["allow", "r1*.example.com:443"]) } as const;
    const { holds } = recommendWith([...rotating, { calls: ["r5.example.com"] }], options);
    expect(holds).toEqual([{ code: "wildcard-not-confirmed", endpoint: "r*.example.com:443" }]);
  });

  test("a sibling outside of a confirmed pattern is an entry of its own", () => {
    const options = { wildcards: "ask", decisions: decide(["allow", "r*.example.com:443"]) } as const;
    const { entries, holds } = recommendWith([...rotating, { calls: ["x9.example.com"] }], options);
    expect(entries.map(({ text, since }) => [text, since])).toEqual([
      ["r*.example.com:443", 0],
      ["x9.example.com:443", 4],
    ]);
    expect(holds).toEqual([]);
  });
});

describe("a host that", () => {
  const resolutions = new Map([
    ["dead.example.org", "missing"],
    ["slow.example.org", "unanswered"],
    ["r1.example.com", "missing"],
  ] as const);

  test("does not resolve is left out, also when it was allowed by hand", () => {
    const run = { calls: ["dead.example.org", "a.example.org"] };
    for (const decisions of [[], decide(["allow", "dead.example.org:443"])]) {
      const { entries, leftOut, holds } = recommendWith([run], { resolutions, decisions });
      expect(entries.map(({ text }) => text)).toEqual(["a.example.org:443"]);
      expect(leftOut).toEqual([
        { endpoint: "dead.example.org:443", reason: "does-not-resolve", decision: null },
      ]);
      expect(holds).toEqual([]);
    }
  });

  test("no resolver answers for stays, and holds the job", () => {
    const { entries, holds } = recommendWith([{ calls: ["slow.example.org:8443"] }], { resolutions });
    expect(entries).toHaveLength(1);
    expect(holds).toEqual([{ code: "host-unanswered", endpoint: "slow.example.org:8443" }]);
  });

  test("stands behind a pattern need not resolve", () => {
    const { entries, leftOut } = recommendWith(rotating, { resolutions });
    expect(entries.map(({ text }) => text)).toEqual(["r*.example.com:443"]);
    expect(leftOut).toEqual([]);
  });
});
