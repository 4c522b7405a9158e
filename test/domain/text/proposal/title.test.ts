import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DescribedJob } from "../../../../src/domain/text/describe-job.ts";
import type { RepairedJob } from "../../../../src/domain/text/describe-repair.ts";
import { renderCommitMessage } from "../../../../src/domain/text/proposal/commit-message.ts";
import type { Edits, MovedPin } from "../../../../src/domain/text/proposal/proposal-view.ts";
import { renderTitle } from "../../../../src/domain/text/proposal/title.ts";

const nothing: Edits = {
  path: ".github/workflows/ci.yml",
  switched: [],
  repaired: [],
  returned: [],
  trimmed: [],
  moved: [],
  pins: [],
  titlePrefix: "",
};
const row = (endpoint: string) => ({
  endpoint,
  what: null,
  runs: 1,
  ofRuns: 1,
  strip: "▇",
  first: null,
  last: null,
  steps: [],
  processes: [],
  flags: [],
  looks: [],
});

function switched(jobId: string, ...endpoints: readonly string[]): DescribedJob {
  return {
    jobId,
    rows: endpoints.map(row),
    leftOut: [],
    waiting: [],
    runs: 13,
    quietRuns: 11,
    risk: "23.9",
    first: null,
    last: null,
    ofCallers: null,
    isFromPullRequests: false,
    isPartlyFromDefault: true,
    overridden: null,
    isLowConfidence: false,
    ownDns: [],
    unguardedLegs: [],
    failingLegs: [],
    doubts: [],
    kept: [],
    notes: [],
    policyName: null,
  };
}

function repaired(jobId: string, ...endpoints: readonly string[]): RepairedJob {
  const rows = endpoints.map((endpoint) => ({ ...row(endpoint), failed: 1, notes: [] }));
  return {
    jobId,
    rows,
    refusedIn: { runs: 1, failed: 1, first: null, last: null },
    notProposed: [],
    notes: [],
  };
}

const trimmed = (jobId: string, ...endpoints: readonly string[]) => ({
  jobId,
  denied: [],
  rows: endpoints.map((endpoint) => ({ endpoint, what: null, listedOn: "", seenOn: null, runs: 60 })),
});
const denied = (jobId: string, ...endpoints: readonly string[]) => ({
  jobId,
  denied: endpoints.map((endpoint) => ({ endpoint, what: null, by: "mona", use: null, unresolvedIn: null })),
  rows: [],
});
const returned = (jobId: string) => ({ jobId, by: "mona", notes: [] });
const moved = (jobId: string): MovedPin => ({
  jobId,
  from: "v2.13.0",
  to: "v2.21.1",
  missesConnections: true,
  blocksAlready: false,
});

const titles: readonly (readonly [string, Partial<Edits>])[] = [
  ["block egress in build (2 endpoints)", { switched: [switched("build", "a:443", "b:443")] }],
  ["block egress in build (1 endpoint)", { switched: [switched("build", "a:443")] }],
  ["block egress in build (no endpoints)", { switched: [switched("build")] }],
  [
    "block egress in build (2 endpoints)",
    { switched: [{ ...switched("build", "a:443"), kept: ["old:443"] }] },
  ],
  [
    "block egress in a, b, c and 2 more (1 endpoint)",
    { switched: ["a", "b", "c", "d", "e"].map((jobId) => switched(jobId, "a:443")) },
  ],
  ["allow 1 missing endpoint in build", { repaired: [repaired("build", "a:443")] }],
  [
    "allow 2 missing endpoints in build, test",
    { repaired: [repaired("build", "a:443"), repaired("test", "a:443", "b:443")] },
  ],
  ["remove 2 unused endpoints from build", { trimmed: [trimmed("build", "a:443", "b:443")] }],
  ["remove 1 denied endpoint from build", { trimmed: [denied("build", "a:443")] }],
  [
    "remove 3 endpoints from build, test",
    { trimmed: [denied("build", "a:443", "b:443"), trimmed("test", "c:443")] },
  ],
  ["return build to audit mode", { returned: [returned("build")] }],
  ["update Harden-Runner in build", { moved: [moved("build")] }],
  [
    "allow 1 missing endpoint in build; block egress in test (1 endpoint)",
    { repaired: [repaired("build", "a:443")], switched: [switched("test", "b:443")] },
  ],
  [
    "allow 1 missing endpoint in build; return lint to audit mode, and more",
    {
      repaired: [repaired("build", "a:443")],
      returned: [returned("lint")],
      switched: [switched("test", "b:443")],
    },
  ],
  ["block egress in fixes _1 _octocat (no endpoints)", { switched: [switched("fixes #1 @octocat")] }],
];

test.each(titles)("the title: %s", (title, edits) => {
  expect(renderTitle({ ...nothing, ...edits })).toBe(`ci.yml: ${title}`);
});

test("the prefix of the settings stands before the title and the subject", () => {
  const edits = { ...nothing, switched: [switched("build")], titlePrefix: "ci:" };
  expect(renderTitle(edits)).toBe("ci: ci.yml: block egress in build (no endpoints)");
  expect(renderCommitMessage(edits).split("\n", 1)).toEqual([renderTitle(edits)]);
});

describe("the commit's message", () => {
  test("names the jobs and what stands behind their lists", () => {
    expect(renderCommitMessage({ ...nothing, switched: [switched("build", "a:443", "b:443")] })).toBe(
      [
        "ci.yml: block egress in build (2 endpoints)",
        "",
        "These jobs block every connection that is not in their list:",
        "",
        "- build: 2 endpoints, learned from 13 runs; the last 11 complete runs added nothing",
        "",
      ].join("\n"),
    );
  });

  test.each([
    [0, ""],
    [1, "; the last complete run added nothing"],
    [2, "; the last 2 complete runs added nothing"],
  ])("says what %i quiet runs are", (quietRuns, words) => {
    const edits = { ...nothing, switched: [{ ...switched("build"), quietRuns }] };
    expect(renderCommitMessage(edits)).toContain(`learned from 13 runs${words}\n`);
  });

  test("names each kind of change in a paragraph of its own", () => {
    const message = renderCommitMessage({
      ...nothing,
      repaired: [repaired("build", "a:443")],
      returned: [returned("lint")],
      switched: [switched("test", "b:443")],
      pins: [moved("test")],
      moved: [moved("docs")],
    });
    expect(message.split("\n\n")).toEqual([
      "ci.yml: allow 1 missing endpoint in build, and more",
      "Block mode refused these endpoints, and the jobs need them:",
      "- build: a:443",
      "These jobs record their connections again and block none:",
      "- lint",
      "These jobs block every connection that is not in their list:",
      expect.stringMatching(/^- test: 1 endpoint/),
      "These jobs also get a release of Harden-Runner that may block:",
      "- test: v2.13.0 to v2.21.1",
      expect.stringMatching(/^These jobs get another release of Harden-Runner and nothing else/),
      "- docs: v2.13.0 to v2.21.1\n",
    ]);
  });

  test("has a subject of at most 72 characters whatever the names are", () => {
    const name = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(name, fc.array(name, { minLength: 1, maxLength: 6 }), (file, jobs) => {
        const edits = {
          ...nothing,
          path: `.github/workflows/${file}.yml`,
          repaired: jobs.map((jobId) => repaired(jobId, "a:443")),
          switched: jobs.map((jobId) => switched(jobId, "b:443")),
        };
        const [subject = ""] = renderCommitMessage(edits).split("\n", 1);
        expect([...subject].length).toBeLessThanOrEqual(72);
        expect(subject).not.toMatch(/[@#]/);
        expect([...renderTitle(edits)].length).toBeLessThanOrEqual(256);
      }),
    );
  });
});
