import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessFile } from "../../../../src/domain/assessment/assess.ts";
import type { JobAssessment } from "../../../../src/domain/assessment/job-assessment.ts";
import { defaultRules, type Rules } from "../../../../src/domain/assessment/rules.ts";
import { markBody } from "../../../../src/domain/marks/digest.ts";
import { defaultReadinessSettings } from "../../../../src/domain/readiness/gate.ts";
import { defaultSettings } from "../../../../src/domain/settings/settings.ts";
import { describeJob } from "../../../../src/domain/text/describe-job.ts";
import { renderBody } from "../../../../src/domain/text/proposal/body.ts";
import type { ProposalView } from "../../../../src/domain/text/proposal/proposal-view.ts";
import { parseWorkflowFile } from "../../../../src/domain/workflow/workflow-file.ts";
import { learn, type Run } from "../../../support/baseline-builder.ts";

const path = ".github/workflows/ci.yml";
const url = "https://github.com/octo-org/octo-repo";
const guard = "      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n";

const nothingElse = {
  callers: null,
  isReusable: false,
  inStore: false,
  mayRunOnPullRequests: false,
  repaired: [],
  returned: [],
  trimmed: [],
  moved: [],
  pins: [],
  upstream: [],
  refused: [],
  trials: [],
  titlePrefix: "",
};

/** A list may be long and young here. */
const rules: Rules = {
  ...defaultRules,
  settings: { ...defaultSettings, ready: { ...defaultReadinessSettings, quietRuns: 0, days: 0 } },
};

/** A view of a file whose jobs have learned from some runs; what is ready is switched. */
function viewOf(
  runs: Readonly<Record<string, readonly Run[]>>,
  source: "default-branch" | "pull-request" = "default-branch",
): ProposalView {
  const jobs = Object.keys(runs).map((id) => `  ${JSON.stringify(id)}:\n    steps:\n${guard}`);
  const learned = new Map(Object.entries(runs).map(([id, list]) => [id, { baseline: learn(list), source }]));
  const assessed = assessFile(parseWorkflowFile(`jobs:\n${jobs.join("")}`), path, learned, rules);
  if (!assessed.ok) throw new Error(assessed.problem.message);
  const isReady = ({ state }: JobAssessment): boolean => state === "ready";
  return {
    path,
    switched: assessed.jobs
      .filter(isReady)
      .map((job) => describeJob(job, url, { kept: [], notes: [], policyName: null })),
    ...nothingElse,
    others: assessed.jobs.filter((job) => !isReady(job)),
    mistakes: [],
  };
}

function repeat(run: Run, count = 12): readonly Run[] {
  return Array.from({ length: count }, () => run);
}

const realistic: Readonly<Record<string, readonly Run[]>> = {
  build: [
    { calls: ["once.example.org"] },
    ...repeat({
      calls: ["packages.example.org", "objects.githubusercontent.com"],
      endpoints: [
        {
          host: "repo.maven.apache.org",
          processes: ["java", "gradle", "a", "b", "c"],
          steps: ["Run ./gradlew build", "Run actions/setup-java@v4"],
        },
        { host: "gist.github.com" },
        { host: "github.com", implicit: true },
      ],
      resolvedOnly: ["looked-up.example.net"],
    }),
  ],
  test: repeat({ calls: ["a.example.com"] }, 4),
  deploy: repeat({ addresses: ["203.0.113.7:443"] }),
  lint: [],
};

/** The rows of the first table below a heading. */
function rowsBelow(body: string, heading: string): readonly string[] {
  const lines = body.slice(body.indexOf(heading)).split("\n");
  const start = lines.findIndex((line) => line.startsWith("|---"));
  const rest = lines.slice(start + 1);
  return rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith("|")),
  );
}

describe("the body", () => {
  const body = renderBody(viewOf(realistic));
  const file = join(mkdtempSync(join(tmpdir(), "egress-views-")), "body.md");
  writeFileSync(file, markBody(body, "0".repeat(64)));

  test("says what changes and why in three lines", () => {
    expect(body.split("\n").slice(0, 4)).toEqual([
      "This switches the Harden-Runner step of the job `build` in `.github/workflows/ci.yml` from `egress-policy: audit` to `block`, with the endpoints that its runs called as `allowed-endpoints`.",
      expect.stringContaining("refused instead of only recorded"),
      expect.stringContaining("look at whether"),
      "",
    ]);
  });

  test("shows each endpoint with its runs, steps, processes and flags", () => {
    const link = (day: string, run: number): string =>
      `[2026-01-${day}](${url}/actions/runs/${run}/attempts/1)`;
    expect(rowsBelow(body, "### `build`")).toEqual([
      `| \`gist.github.com:443\` | GitHub gists | 12 of 13 runs | ${link("02", 1001)} | ${link("13", 1012)} | – | node | \`exfiltration-capable\` |`,
      `| \`objects.githubusercontent.com:443\` | Files of GitHub releases, formerly; moved to release-assets.githubusercontent.com | 12 of 13 runs | ${link("02", 1001)} | ${link("13", 1012)} | – | node |  |`,
      `| \`once.example.org:443\` | – | 1 of 13 runs | ${link("01", 1000)} | ${link("01", 1000)} | – | node | \`unknown-host\`, \`rare\` |`,
      `| \`packages.example.org:443\` | – | 12 of 13 runs | ${link("02", 1001)} | ${link("13", 1012)} | – | node | \`unknown-host\` |`,
      `| \`repo.maven.apache.org:443\` | Java packages: Maven Central | 12 of 13 runs | ${link("02", 1001)} | ${link("13", 1012)} | Run ./gradlew build, Run actions/setup-java&#64;&#8203;v4 | a, b, c, gradle and 1 more | \`varies-with-cache\` |`,
    ]);
  });

  test("says how large the risk is, rounded up", () => {
    // 1 - 0.05^(1/11) = 0.2384…: the second run added endpoints, eleven after it added none.
    expect(body).toContain(
      "The last 11 complete runs called nothing outside of this list, so with 95 % confidence at most 23.9 % of the coming runs will.",
    );
  });

  test("names what was left out and why", () => {
    expect(rowsBelow(body, "Seen, but left out: 2")).toEqual([
      "| `github.com:443` | Harden-Runner always allows it |",
      "| `looked-up.example.net` | was looked up only; its addresses were not called |",
    ]);
  });

  test("names the jobs that are not switched and why", () => {
    expect(rowsBelow(body, "### Not switched")).toEqual([
      expect.stringMatching(
        /^\| `test` \| learning \| 4 of 10 complete runs observed \(next: 6 more complete runs\)/,
      ),
      expect.stringMatching(
        /^\| `deploy` \| held \| 203\.0\.113\.7:443 was called without a name; block mode cannot allow an address \(next: /,
      ),
      expect.stringMatching(/^\| `lint` \| learning \| no run of it was learned from yet /),
    ]);
  });

  test("explains the flags it uses, and no others", () => {
    expect(body).toContain("- `rare`: ");
    expect(body).toContain("- `exfiltration-capable`: ");
    expect(body).not.toContain("`rotating-host`");
    expect(renderBody(viewOf({ build: repeat({ calls: ["pypi.org"] }) }))).not.toContain("### Flags");
  });

  test("says how to talk to the bot and how to undo", () => {
    for (const text of [
      "`/egress refresh`",
      "`/egress status`",
      "`/egress help`",
      "`egress-policy: audit` yourself",
      "revert",
    ])
      expect(body).toContain(text);
  });

  test("says so where a job calls nothing", () => {
    expect(renderBody(viewOf({ build: repeat({}) }))).toContain("the list is empty");
  });

  test("tells what was learned from pull requests only", () => {
    const text = renderBody(viewOf({ build: repeat({ calls: ["a.example.com"] }) }, "pull-request"));
    expect(text).toContain("all of pull requests (`pull-request-only`)");
    expect(text).toContain("- `pull-request-only`: ");
  });

  test("warns where something new was called after the proposal, and tells what the file's list keeps", () => {
    const [job] = viewOf({ build: repeat({ calls: ["a.example.com"] }) }).switched;
    if (job === undefined) throw new Error("no job");
    const text = renderBody({
      path,
      ...nothingElse,
      switched: [{ ...job, doubts: ["0 of 10 runs"], kept: ["old.example.com:443"], notes: ["a|b"] }],
      others: [],
      mistakes: [],
    });
    expect(text).toContain("better wait:** 0 of 10 runs.");
    expect(text).not.toContain("95 %");
    expect(text).toContain("kept though no run asked for it: `old.example.com:443`.");
    expect(text).toContain("Note: a&#124;b.");
  });

  test("tells more than one doubt to its end", () => {
    const [job] = viewOf({ build: repeat({ calls: ["a.example.com"] }) }).switched;
    if (job === undefined) throw new Error("no job");
    const doubts = [
      "0 of 10 complete runs since the last new endpoint",
      "up to 95.0 % of coming runs may call something new; at most 50.0 % is allowed",
    ];
    const text = renderBody({
      path,
      ...nothingElse,
      switched: [{ ...job, doubts }],
      others: [],
      mistakes: [],
    });
    expect(text).toContain(`better wait:** ${doubts.join("; ")}.`);
  });
});

describe("a large body", () => {
  const names = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, at) => `host-${at}.example-${at}.com`);

  test("a table of many rows is folded and whole", () => {
    const body = renderBody(viewOf({ build: repeat({ calls: names(100) }) }));
    expect(body).toContain("<details><summary>100 endpoints</summary>\n\n| Endpoint");
    expect(rowsBelow(body, "### `build`")).toHaveLength(100);
  });

  test.each([400, 3_000])("%i rows are cut with their number", (count) => {
    const body = renderBody(viewOf({ build: repeat({ calls: names(count) }) }));
    const shown = rowsBelow(body, "### `build`").length;
    expect(shown).toBeGreaterThan(20);
    expect(body).toContain(`… and ${count - shown} more; the change itself names them all.`);
    expectWellFormed(body);
  });

  test("many jobs with long, hostile names fit", () => {
    const steps = ["#@".repeat(500), "b"];
    const runs = repeat({ endpoints: names(40).map((host) => ({ host, steps })), calls: ["a.example.org"] });
    const [ready] = viewOf({ build: runs }).switched;
    const [held] = viewOf({
      build: repeat({ addresses: names(40).map((_, at) => `203.0.113.${at}:443`) }),
    }).others;
    if (ready === undefined || held === undefined) throw new Error("no job");
    const many = Array.from({ length: 300 }, (_, at) => `${at}${"@|".repeat(5_000)}`);
    const kept = names(500).map((name) => `@${name}`);
    const body = renderBody({
      path: `.github/workflows/${"@".repeat(250)}.yml`,
      ...nothingElse,
      switched: many.map((jobId) => ({ ...ready, jobId, kept, notes: many, doubts: many })),
      mistakes: [],
      others: many.map((jobId) => ({
        ...held,
        jobId,
        reasons: many.map((message) => ({ code: "x", message })),
      })),
    });
    expectWellFormed(body);
    expect(body).toMatch(/… and \d+ jobs more; the change itself shows them all/);
  });

  function expectWellFormed(body: string): void {
    expect(markBody(body, "0".repeat(64)).length).toBeLessThan(65_536);
    expect(body.match(/<details>/g)?.length).toBe(body.match(/<\/details>/g)?.length);
    expect(body).toContain("To undo it");
    for (const line of body.split("\n").filter((one) => one.startsWith("| `")))
      expect(line.endsWith("|")).toBe(true);
  }
});

test("whatever the names are, the table keeps its columns and nobody is called", () => {
  const name = fc.string({
    unit: fc.constantFrom(..."@#|<>`*_[]()!-:/\\\n\r\u2028 ab1\u202E&;"),
    maxLength: 100,
  });
  fc.assert(
    fc.property(name, name, name, (job, step, process) => {
      const endpoints = [{ host: "a.example.com", steps: [step], processes: [process] }];
      const view = viewOf({ x: repeat({ endpoints }) });
      const body = renderBody({ ...view, switched: view.switched.map((one) => ({ ...one, jobId: job })) });
      const row = rowsBelow(body, "| Endpoint |")[0] ?? "";
      expect(row.split(/(?<!\\)\|/)).toHaveLength(10);
      expect(body.replace(/<\/?(?:details|summary|code)>/g, "")).not.toContain("<");
      expect(body.replace(/`[^`\n]*`/g, "")).not.toMatch(/@|#(?!\d+;|#* )/);
      expect(body.split("\n")).toHaveLength(renderBody(view).split("\n").length);
    }),
    { numRuns: 100 },
  );
});
