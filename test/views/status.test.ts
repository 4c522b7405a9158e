import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessFile, type JobAssessment } from "../../src/proposal/assess.ts";
import type { RunOutcome } from "../../src/store/outcome.ts";
import { renderStatus } from "../../src/tasks/report-status.ts";
import { learn } from "../support/baseline-builder.ts";
import { guardAction } from "../support/guarded-job.ts";

const path = ".github/workflows/ci.yml";
const repositoryPage = "https://github.com/octo-org/octo-repo";
const guarded = (policy: string): string =>
  `    runs-on: ubuntu-latest\n    steps:\n      - uses: ${guardAction}\n        with:\n          egress-policy: ${policy}\n`;
const text = `on: push
jobs:
  build:
${guarded("audit")}  young:
${guarded("audit")}  done:
${guarded("block")}  plain:
    runs-on: ubuntu-latest
    steps:
      - run: make
`;

function outcome(runId: number, changes: Partial<RunOutcome> = {}): RunOutcome {
  const at = "2026-07-01T00:00:00Z";
  return { runId, attempt: 1, at, path, event: "push", notLearned: null, jobs: [], ...changes };
}

/** The cells of the table's row that begins with a text. */
function rowOf(markdown: string, first: string): string[] {
  const line = markdown.split("\n").find((candidate) => candidate.startsWith(`| ${first} |`)) ?? "";
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
  ]);
  const assessed = assessFile(text, path, learned);
  const markdown = renderStatus({ path, assessed, outcomes: [], repositoryPage });

  test.each([
    ["`build`", ["ready", "12", "11", "11", "–"]],
    [
      "`young`",
      [
        "learning, from pull requests only",
        "1",
        "0",
        "0",
        "1 of 10 complete runs observed; 0 of 10 complete runs since the last new endpoint; 0 of 7 days between the first and the last complete run",
      ],
    ],
    ["`done`", ["enforced", "–", "–", "–", "–"]],
    ["`plain`", ["not-guarded", "–", "–", "–", "–"]],
  ])("%s", (job, cells) => {
    expect(rowOf(markdown, job)).toEqual([job, ...cells]);
  });

  test("that are ready show what they would be allowed", () => {
    expect(markdown).toContain(
      "What `build` would be allowed: 1 endpoint</summary>\n\n- `a.example.com:443`\n",
    );
    expect(markdown).not.toContain("b.example.com");
  });

  test("of a file that is not there, or cannot be read, are not shown", () => {
    const gone = renderStatus({ path, assessed: null, outcomes: [], repositoryPage });
    expect(gone).toContain("The default branch has no such file.");
    const broken = renderStatus({
      path,
      assessed: assessFile("jobs: [<b>@all", path, new Map()),
      outcomes: [],
      repositoryPage,
    });
    expect(broken).toMatch(/cannot be read, line 1: .*\(`syntax-error`\)/);
    for (const markdown of [gone, broken]) expect(markdown).not.toContain("| Job |");
  });
});

test("every run that was not learned is counted with its reason", () => {
  const job = { name: "build", jobId: "build" };
  const markdown = renderStatus({
    path,
    assessed: null,
    repositoryPage,
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
    `| learned | – | 1 | 0 | [9](${repositoryPage}/actions/runs/9/attempts/2) |`,
    `| incomplete | \`record-cut\` | 1 | 0 | [4](${repositoryPage}/actions/runs/4/attempts/1) |`,
    `| not learned | \`bot\` | 1 | 1 | [7](${repositoryPage}/actions/runs/7/attempts/1) |`,
    `| not learned | \`fork\` | 1 | 0 | [8](${repositoryPage}/actions/runs/8/attempts/1) |`,
    `| not learned | \`log-expired\` | 1 | 0 | [5](${repositoryPage}/actions/runs/5/attempts/1) |`,
    `| not learned | \`of-another-version\` | 1 | 0 | [3](${repositoryPage}/actions/runs/3/attempts/1) |`,
  ]);
  expect(markdown).toContain("`log-expired` GitHub has deleted the log |");
});

function hostileJob(jobId: string, message: string): JobAssessment {
  const reasons = [{ code: "x", message }];
  return { jobId, state: "held", reasons, learned: null, recommendation: null, readiness: null };
}

test("whatever a job is called and whatever stands in its way stays within its cell", () => {
  const foreign = fc.string({ unit: fc.constantFrom(..."|`<>@#[]()!\\*_~\n\r&;:-ab \u202e"), maxLength: 60 });
  fc.assert(
    fc.property(foreign, foreign, (jobId, message) => {
      const jobs = [hostileJob(jobId, message)];
      const markdown = renderStatus({ path, assessed: { ok: true, jobs }, outcomes: [], repositoryPage });
      const lines = markdown.split("\n");
      const at = lines.indexOf("|---|---|---|---|---|---|");
      const row = lines[at + 1] ?? "";
      expect(lines[at + 2]).toBe("");
      expect(row.match(/\|/g)).toHaveLength(7);
      expect(row.replaceAll(/<\/?code>|&#\d+;/g, "")).not.toMatch(/[<>@#\r\u202e]/);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("hundreds of jobs with long names fit into a comment", () => {
  const jobs = Array.from({ length: 400 }, (_, index) =>
    hostileJob(`${index}${"@".repeat(1_000)}`, "<".repeat(10_000)),
  );
  const markdown = renderStatus({ path, assessed: { ok: true, jobs }, outcomes: [], repositoryPage });
  expect(markdown.length).toBeLessThan(65_536);
  expect(markdown).toMatch(/… and \d+ more jobs\.\n/);
});
