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
  const { moreFiles = 0, mistakes = [], upstream = noUpstream, ...others } = changes;
  const standings = { files, moreFiles, mistakes, upstream };
  return renderStatus({ standings, backfill: null, outcomes: [], repositoryPage, ...others });
}

/** The cells of the table's row that begins with a text. */
function rowOf(markdown: string, first: string): string[] {
  const line = markdown.split("\n").find((candidate) => candidate.includes(`| ${first} |`)) ?? "";
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
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

  test.each([
    ["`build`", ["ready", "12", "11", "11", "–"]],
    [
      "`done`",
      [
        "unproven",
        "–",
        "–",
        "–",
        "it blocks already, and no run has proved yet that its list is enforced (next: the next run)",
      ],
    ],
    ["`plain`", ["not-guarded", "–", "–", "–", "–"]],
    [
      "`left`",
      [
        "ignored",
        "–",
        "–",
        "–",
        "octocat said on 2026-07-01 to leave it alone (next: &#96;/egress propose JOB&#96;)",
      ],
    ],
  ])("%s", (job, cells) => {
    expect(rowOf(markdown, job)).toEqual(["`ci.yml`", job, ...cells]);
  });

  test("show the first reason with what comes next, and how many more there are", () => {
    const [, , state, runs, , , missing] = rowOf(markdown, "`young`");
    expect([state, runs]).toEqual(["learning, from pull requests", "1"]);
    expect(missing).toMatch(/^1 of 10 complete runs.*\(next: .+\); and \d more$/);
  });

  test("stand in one table, those without a guard last", () => {
    expect(markdown.match(/^\| File \|/gm)).toHaveLength(1);
    const rows = markdown.split("\n").filter((line) => /^\| `(?:a|ci)\.yml` \|/.test(line));
    expect(rows.map((row) => row.split("|")[2]?.trim())).toEqual([
      "`build`",
      "`young`",
      "`done`",
      "`left`",
      "`rotating`",
      "`lint`",
      "`plain`",
    ]);
  });

  test("that are ready show what they would be allowed", () => {
    expect(markdown).toContain(
      "What `ci.yml:build` would be allowed: 1 endpoint</summary>\n\n- `a.example.com:443`\n",
    );
    expect(markdown).not.toContain("b.example.com");
  });

  test("whose patterns wait for a word name them", () => {
    expect(markdown).toContain("- `w*.cdn.example.com:443` for `ci.yml`, `rotating`\n");
    expect(markdown).toContain("`/egress allow PATTERN REASON`");
  });

  test("of files that cannot be read, or were not looked at, are not shown", () => {
    expect(markdown).toMatch(/`\.github\/workflows\/z\.yml` cannot be read, line 1: .*\(`syntax-error`\)/);
    expect(markdown).toContain("3 more workflow files");
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
  [{ finishedAt: null, waitsUntil: null }, "Reading earlier runs: 40 of 300 so far, since 2026-07-01.\n"],
  [{ finishedAt: null, waitsUntil: "2026-07-01T10:20:30.000Z" }, "it goes on at 2026-07-01 10:20 UTC.\n"],
  [
    { finishedAt: "2026-07-02T00:00:00.000Z", waitsUntil: null },
    "Read 40 of 300 earlier runs, done on 2026-07-02.\n",
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
  expect(markdown).toContain("Of the repository's last 7 runs");
  const rows = markdown.split("\n").filter((line) => /^\| (?:learned|incomplete|not learned) /.test(line));
  expect(rows.map((row) => row.replace(/` [^|]+\|/, "` |"))).toEqual([
    `| learned | – | 1 | ci.yml | [9](${repositoryPage}/actions/runs/9/attempts/2) |`,
    `| incomplete | \`record-cut\` | 1 | ci.yml | [4](${repositoryPage}/actions/runs/4/attempts/1) |`,
    `| not learned | \`bot\` | 2 | ci.yml, x.yml | [7](${repositoryPage}/actions/runs/7/attempts/1) |`,
    `| not learned | \`fork\` | 1 | ci.yml | [8](${repositoryPage}/actions/runs/8/attempts/1) |`,
    `| not learned | \`log-expired\` | 1 | ci.yml | [5](${repositoryPage}/actions/runs/5/attempts/1) |`,
    `| not learned | \`of-another-version\` | 1 | ci.yml | [3](${repositoryPage}/actions/runs/3/attempts/1) |`,
  ]);
  expect(markdown).toContain("`log-expired` GitHub has deleted the log |");
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
    pin: null,
    learned: null,
    recommendation: null,
    readiness: null,
  };
}

test("whatever a job is called and whatever stands in its way stays within its cell", () => {
  const foreign = fc.string({ unit: fc.constantFrom(..."|`<>@#[]()!\\*_~\n\r&;:-ab \u202e"), maxLength: 60 });
  fc.assert(
    fc.property(foreign, foreign, (jobId, message) => {
      const markdown = statusOf([
        {
          path: `.github/workflows/${jobId}`,
          assessed: { ok: true, jobs: [hostileJob(jobId, message)] },
        },
      ]);
      const lines = markdown.split("\n");
      const at = lines.indexOf("|---|---|---|---|---|---|---|");
      const row = lines[at + 1] ?? "";
      expect(lines[at + 2]).toBe("");
      expect(row.match(/\|/g)).toHaveLength(8);
      expect(row.replaceAll(/<\/?code>|&#\d+;/g, "")).not.toMatch(/[<>@#\r\u202e]/);
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
  expect(markdown).toMatch(/… and \d+ more jobs\.\n/);
});
