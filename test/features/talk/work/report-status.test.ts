import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessFile } from "../../../../src/domain/assessment/assess.ts";
import type { JobAssessment } from "../../../../src/domain/assessment/job-assessment.ts";
import { defaultRules, type Rules } from "../../../../src/domain/assessment/rules.ts";
import { noUpstream } from "../../../../src/domain/harden-runner/upstream.ts";
import type { RunOutcome } from "../../../../src/domain/run/outcome.ts";
import { parseWorkflowFile } from "../../../../src/domain/workflow/workflow-file.ts";
import type { Standings } from "../../../../src/features/look/read-standings.ts";
import { renderStatus } from "../../../../src/features/talk/work/report-status.ts";
import { learn } from "../../../support/baseline-builder.ts";
import { guardAction } from "../../../support/guarded-job.ts";

const path = ".github/workflows/ci.yml";
const repositoryPage = "https://github.com/octo-org/octo-repo";
const guarded = (policy: string): string =>
  `    runs-on: ubuntu-latest\n    steps:\n      - uses: ${guardAction}\n        with:\n          egress-policy: ${policy}\n`;
const plain = "    runs-on: ubuntu-latest\n    steps:\n      - run: make\n";
const text = `on: push
jobs:
  build:
${guarded("audit")}  young:
${guarded("audit")}  done:
${guarded("block")}  left:
${guarded("audit")}  rotating:
${guarded("audit")}  plain:
${plain}`;

function outcome(runId: number, changes: Partial<RunOutcome> = {}): RunOutcome {
  const at = "2026-07-01T00:00:00Z";
  return { runId, attempt: 1, at, path, event: "push", notLearned: null, jobs: [], ...changes };
}

/** The status of some files, with other parts changed. */
function statusOf(
  files: Parameters<typeof renderStatus>[0]["standings"]["files"],
  changes: Partial<Standings & Omit<Parameters<typeof renderStatus>[0], "standings">> = {},
): string {
  const {
    moreFiles = 0,
    mistakes = [],
    upstream = noUpstream,
    open = new Map(),
    holds = new Map(),
    alarms = new Map(),
    ...others
  } = changes;
  const standings = { files, moreFiles, mistakes, upstream };
  return renderStatus({
    standings,
    open,
    alarms,
    holds,
    backfill: null,
    outcomes: [],
    looksUpHosts: true,
    repositoryPage,
    ...others,
  });
}

/** The lines of the group with a heading, without the heading. */
function groupOf(markdown: string, head: string): readonly string[] {
  const [, rest = ""] = markdown
    .replaceAll(/<\/?code>/g, "`")
    .split(new RegExp(`(?:\\*\\*|<summary>)${head} \\(`));
  return (rest.split(/\n(?=\*\*|<details>)/)[0] ?? "").split("\n").filter((line) => line.startsWith("- "));
}

describe("the jobs", () => {
  const learned = new Map([
    [
      "build",
      {
        baseline: learn(Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] }))),
        source: "default-branch" as const,
      },
    ],
    ["young", { baseline: learn([{ calls: ["b.example.com"] }]), source: "pull-request" as const }],
    [
      "rotating",
      {
        baseline: learn(Array.from({ length: 12 }, (_, at) => ({ calls: [`w${at}.cdn.example.com`] }))),
        source: "default-branch" as const,
      },
    ],
  ]);
  const by = { login: "octocat", at: "2026-07-01T00:00:00Z" };
  const rules: Rules = {
    ...defaultRules,
    settings: { ...defaultRules.settings, wildcards: "ask" },
    decisions: { endpoints: [], jobs: new Map([["left", { kind: "ignore", ...by }]]) },
  };
  const files = [
    {
      path: ".github/workflows/a.yml",
      assessed: assessFile(parseWorkflowFile(`on: push\njobs:\n  lint:\n${plain}`), path, new Map(), rules),
    },
    { path, assessed: assessFile(parseWorkflowFile(text), path, learned, rules) },
    {
      path: ".github/workflows/z.yml",
      assessed: assessFile(parseWorkflowFile("jobs: [<b>@all"), path, new Map(), rules),
    },
  ];
  const markdown = statusOf(files, { moreFiles: 3 });

  test("are grouped by what people have to do, with commands that work everywhere", () => {
    expect(markdown).toContain("**Needs you (2)**\n");
    expect(groupOf(markdown, "Needs you")).toEqual([
      expect.stringMatching(/^- `\.github\/workflows\/z\.yml`: I cannot read this file. Line 1: /),
      expect.stringMatching(
        /^- `ci\.yml` › `rotating`: w&#42;\.cdn\.example\.com:443 .*\/egress allow ci\.yml:rotating w.+\.cdn\.example\.com:443 REASON.*\/egress propose ci\.yml:rotating/,
      ),
    ]);
    expect(groupOf(markdown, "Blocking")).toEqual([
      "- `ci.yml` › `done`: no run has shown yet that its list is enforced (next: wait for the next run)",
    ]);
    expect(groupOf(markdown, "Waiting")).toEqual([
      "- `ci.yml` › `build`: ready: its pull request opens with the next run, unless you closed one with the same list. To open it now, comment `/egress propose ci.yml:build`",
      expect.stringMatching(
        /^- `ci\.yml` › `young`: 1 of 10 complete runs .*; \d more checks \(learned from pull requests\)$/,
      ),
    ]);
    expect(groupOf(markdown, "Left alone")).toEqual([
      "- `a.yml` › `lint`: no Harden-Runner step",
      "- `ci.yml` › `left`: octocat said on 2026-07-01 to leave it alone (next: `/egress propose ci.yml:left`)",
      "- `ci.yml` › `plain`: no Harden-Runner step",
    ]);
  });

  test("whose pull request is open wait for its review", () => {
    const shown = statusOf(files, { open: new Map([[path, 12]]) });
    expect(groupOf(shown, "Needs you")).toContain(
      "- `ci.yml` › `build`: review #12, which switches it to block mode",
    );
  });

  test("of a group fold behind the eighth, those that need somebody do not", () => {
    const twelve = (policy: string) =>
      `on: push\njobs:\n${Array.from({ length: 12 }, (_, index) => `  job-${index}:\n${guarded(policy)}`).join("")}`;
    const shown = statusOf([
      { path, assessed: assessFile(parseWorkflowFile(twelve("block")), path, new Map(), rules) },
    ]);
    expect(shown).toContain("**Blocking (12)**");
    expect(shown.indexOf("› `job-7`")).toBeLessThan(shown.indexOf("<details><summary>4 more</summary>"));
    expect(shown.indexOf("› `job-8`")).toBeGreaterThan(shown.indexOf("<details><summary>4 more</summary>"));
    const broken = Array.from({ length: 12 }, (_, index) => hostileJob(`job-${index}`, "no"));
    expect(statusOf([{ path, assessed: { ok: true, jobs: broken } }])).not.toContain("4 more");
  });

  test("that are ready show what they would be allowed", () => {
    expect(markdown).toContain(
      "What <code>ci.yml:build</code> would be allowed: 1 endpoint</summary>\n\n- `a.example.com:443`\n",
    );
    expect(markdown).not.toContain("b.example.com");
  });

  test("of files that were not looked at are not shown", () => {
    expect(markdown).toContain("… and 3 more workflow files, which");
    expect(statusOf([])).toContain("no workflow file with a job");
  });
});

test("mistakes in the settings are named with their place, and escaped", () => {
  const mistake = {
    line: 3,
    column: 5,
    path: "ready.runs",
    message: "<b> @all",
    file: "repository" as const,
  };
  const markdown = statusOf([], { mistakes: [mistake, { ...mistake, path: "", file: "owner" }] });
  expect(markdown).toContain(
    "- `.github/egress-bot.yml` of this repository, line 3, column 5, `ready.runs`: &lt;b&gt; &#64;&#8203;all\n",
  );
  expect(markdown).toContain("of the owner's `.github` repository, line 3, column 5: ");
  expect(statusOf([])).not.toContain("Mistakes");
});

test.each([
  [{ finishedAt: null, waitsUntil: null }, "I am reading earlier runs: 40 of 300 since 2026-07-01.\n"],
  [{ finishedAt: null, waitsUntil: "2026-07-01T10:20:30.000Z" }, "I continue at 2026-07-01 10:20 UTC, "],
  [
    { finishedAt: "2026-07-02T00:00:00.000Z", waitsUntil: null },
    "I have read 40 of 300 earlier runs (finished on 2026-07-02).\n",
  ],
])("the progress of a backfill: %j", (changes, words) => {
  const backfill = { total: 300, done: 40, startedAt: "2026-07-01T00:00:00.000Z", ...changes };
  expect(statusOf([], { backfill })).toContain(words);
});

test("every run that was not learned is counted with its reason", () => {
  const job = { name: "build", jobId: "build" };
  const markdown = statusOf([], {
    outcomes: [
      outcome(9, { attempt: 2, jobs: [{ ...job, result: "learned", reason: null }] }),
      outcome(8, { notLearned: "fork" }),
      outcome(7, { notLearned: "bot", path: ".github/workflows/x.yml" }),
      outcome(6, { notLearned: "bot" }),
      outcome(5, { jobs: [{ ...job, result: "not-learned", reason: "log-expired" }] }),
      outcome(4, { jobs: [{ ...job, result: "incomplete", reason: "record-cut" }] }),
      outcome(3, { jobs: [{ ...job, result: "not-learned", reason: "of-another-version" }] }),
    ],
  });
  expect(markdown).toContain("What became of the last 7 runs");
  const rows = markdown.split("\n").filter((line) => /^\| (?:learned|incomplete|not learned) /.test(line));
  const link = (run: string) =>
    `[${run.split("/")[0]}](${repositoryPage}/actions/runs/${run.replace("/", "/attempts/")})`;
  expect(rows.map((row) => row.split(" | "))).toEqual([
    ["| learned", "–", "1", `${link("9/2")} of ci.yml |`],
    ["| incomplete", "the record is cut off", "1", `${link("4/1")} of ci.yml |`],
    ["| not learned", expect.stringContaining("of a bot"), "2", `${link("7/1")} of ci.yml, x.yml |`],
    ["| not learned", expect.stringContaining("of a fork"), "1", `${link("8/1")} of ci.yml |`],
    ["| not learned", "GitHub has deleted the log", "1", `${link("5/1")} of ci.yml |`],
    ["| not learned", "`of-another-version`", "1", `${link("3/1")} of ci.yml |`],
  ]);
});

function hostileJob(jobId: string, message: string): JobAssessment {
  return {
    jobId,
    state: "held",
    reasons: [{ code: "x", message }],
    overridden: [],
    decision: null,
    unguardedLegs: [],
    enforcement: null,
    unenforced: [],
    trouble: null,
    misses: [],
    repairs: [],
    unused: [],
    denied: [],
    pin: null,
    learned: null,
    recommendation: null,
    readiness: null,
  };
}

test("whatever a job is called and whatever stands in its way stays within its line", () => {
  const foreign = fc.string({ unit: fc.constantFrom(..."|`<>@#[]()!\\*_~\n\r&;:-ab \u202e"), maxLength: 60 });
  fc.assert(
    fc.property(foreign, foreign, (jobId, message) => {
      const markdown = statusOf([
        {
          path: `.github/workflows/${jobId}`,
          assessed: { ok: true, jobs: [hostileJob(jobId, message)] },
        },
      ]);
      const [row = "", ...others] = groupOf(markdown, "Needs you");
      expect(others).toEqual([]);
      expect(row.replaceAll(/&#\d+;/g, "")).not.toMatch(/[<>@#\r\u202e]/);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("hundreds of jobs with long names fit into a comment", () => {
  const jobs = Array.from({ length: 400 }, (_, index) =>
    hostileJob(`${index}${"@".repeat(1_000)}`, "<".repeat(10_000)),
  );
  const markdown = statusOf([{ path, assessed: { ok: true, jobs } }]);
  expect(markdown.length).toBeLessThan(65_536);
  expect(markdown).toMatch(/^- and \d+ more$/m);
});
